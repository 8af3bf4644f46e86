import { type ASTNode, BREAK, type DocumentNode, GraphQLError, Kind, visit } from 'graphql';
import { cutText } from '../values/text.ts';

/** No field takes deeper values, and walking them could overflow the stack. */
const MAX_DEPTH = 32;
/** The most errors that are reported, and the most characters of a name in each. */
const MAX_ERRORS = 10;
const MAX_NAME = 200;
const HALF_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * A character that PostgreSQL, JSON or BSON cannot hold, such as "U+0000" or half of a surrogate pair; else undefined.
 */
export function unstorableIn(text: string): string | undefined {
  if (text.includes('\0')) return 'U+0000';
  if (text.isWellFormed()) return undefined;
  const half = HALF_SURROGATE.exec(text)?.[0] ?? '';
  return `U+${half.charCodeAt(0).toString(16).toUpperCase()}`;
}

/**
 * Errors in the values that a client wrote into its document: characters that cannot be stored, and numbers that are
 * not finite. Each error is BAD_USER_INPUT and names the argument; ten at most.
 */
export function literalErrors(document: DocumentNode): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const refuse = (node: ASTNode, parents: readonly Parent[], problem: string): void => {
    errors.push(refusal(argumentOf(parents), problem, node));
  };
  const enough = () => (errors.length >= MAX_ERRORS ? BREAK : undefined);
  visit(document, {
    StringValue(node, _key, parent, _path, ancestors) {
      const character = unstorableIn(node.value);
      if (character !== undefined) refuse(node, [...ancestors, parent], unstorable(character));
      return enough();
    },
    FloatValue(node, _key, parent, _path, ancestors) {
      if (!Number.isFinite(Number(node.value))) refuse(node, [...ancestors, parent], 'is not a number of 64 bits');
      return enough();
    },
  });
  return errors;
}

/** Errors in the values of variables, with the variable and the path in it: `$filter.brands.0`. Ten at most. */
export function variableErrors(variables: Readonly<Record<string, unknown>> | undefined): GraphQLError[] {
  const errors: GraphQLError[] = [];
  // A list instead of recursion: values may be nested as deep as a body is long.
  const open: { at: string; value: unknown; depth: number }[] = [{ at: '$', value: variables, depth: 0 }];
  for (let next = open.pop(); next !== undefined && errors.length < MAX_ERRORS; next = open.pop()) {
    const { at, value, depth } = next;
    const problem = problemOf(value, depth);
    if (problem !== undefined) errors.push(refusal(at, problem));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) {
        open.push({ at: depth === 0 ? `$${key}` : `${at}.${key}`, value: part, depth: depth + 1 });
      }
    }
  }
  return errors;
}

function problemOf(value: unknown, depth: number): string | undefined {
  if (depth > MAX_DEPTH) return `is nested more than ${String(MAX_DEPTH)} levels deep`;
  if (typeof value === 'number' && !Number.isFinite(value)) return 'is not a number of 64 bits';
  const character = typeof value === 'string' ? unstorableIn(value) : undefined;
  return character === undefined ? undefined : unstorable(character);
}

const unstorable = (character: string) => `has the character ${character}, which cannot be stored`;

function refusal(name: string, problem: string, node?: ASTNode): GraphQLError {
  const shown = name.length > MAX_NAME ? `${cutText(name, MAX_NAME)}…` : name;
  const message = `"${shown}" ${problem}`;
  return new GraphQLError(message, { nodes: node ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}

type Parent = ASTNode | readonly ASTNode[] | undefined;

/** Such as `filter.brands`, or `$name` for a variable's default. */
function argumentOf(parents: readonly Parent[]): string {
  const names = parents.flatMap((parent) => {
    if (parent === undefined || !('kind' in parent)) return [];
    if (parent.kind === Kind.VARIABLE_DEFINITION) return [`$${parent.variable.name.value}`];
    return parent.kind === Kind.ARGUMENT || parent.kind === Kind.OBJECT_FIELD ? [parent.name.value] : [];
  });
  return names.join('.');
}
