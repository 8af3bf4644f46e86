import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import type { Choices } from './random.ts';
import { LEAVES } from './world.ts';

export interface Generated {
  readonly query: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Response names of one place of the answer: what has such a name, and what is selected within. */
type Scope = Map<string, { readonly what: string; readonly type: string; readonly within: Scope }>;

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly fallback: string | undefined;
}

const MAX_DEPTH = 5;

/** An operation that is valid, with everything that GraphQL allows in one; undefined where what was made is none. */
export function generateOperation(schema: GraphQLSchema, choices: Choices): Generated | undefined {
  const kind = schema.getMutationType() && choices.chance(10) ? 'mutation' : 'query';
  const root = kind === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  if (!root) return undefined;
  const writer = writerFor(schema, choices);
  const set = writer.selections(root, new Map(), MAX_DEPTH);
  const { declared, fragments, variables } = writer;
  const parameters = declared.map(
    ({ name, type, fallback }) => `$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`,
  );
  const head = parameters.length > 0 ? `${kind} (${parameters.join(', ')})` : kind;
  const query = [`${head} ${set}`, ...fragments].join('\n');
  const document = parse(query);
  return validate(schema, document).length === 0 ? { query, document, variables } : undefined;
}

function writerFor(schema: GraphQLSchema, choices: Choices) {
  const declared: Variable[] = [];
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  const spreads: { readonly type: string; readonly name: string; readonly scope: Scope }[] = [];
  let aliases = 0;

  function selections(type: GraphQLNamedType, scope: Scope, depth: number): string {
    const count = 1 + choices.below(4);
    const parts = Array.from({ length: count }, () => selection(type, scope, depth));
    return `{ ${parts.join(' ')} }`;
  }

  function selection(type: GraphQLNamedType, scope: Scope, depth: number): string {
    const what = choices.below(20);
    if (depth > 0 && what >= 17) return inlineFragment(type, scope, depth);
    if (depth > 0 && what >= 15) return spread(type, scope, depth);
    if (what >= 14 || !(isObjectType(type) || isInterfaceType(type))) return typename(scope);
    const fields = Object.values(type.getFields()).filter(
      (field) => depth > 0 || !isCompositeType(getNamedType(field.type)),
    );
    const leading = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    // Few fields lead to other subgraphs: they are taken more often than others.
    const from = depth > 2 && leading.length > 0 && choices.chance(40) ? leading : fields;
    return from.length > 0 ? selectField(choices.pick(from), scope, depth) : typename(scope);
  }

  function typename(scope: Scope): string {
    const name = responseName('__typename', { scope, what: '__typename', type: 'String!' });
    return `${name === '__typename' ? '' : `${name}: `}__typename${conditions()}`;
  }

  function selectField(field: GraphQLField<unknown, unknown>, scope: Scope, depth: number): string {
    const given = argumentsFor(field.args);
    const inner = getNamedType(field.type);
    // Fields of one response name may differ only where no object can have both: validation says so.
    const what = `${field.name}${given}`;
    const name = responseName(field.name, { scope, what, type: `${String(field.type)}` });
    const text = `${name === field.name ? '' : `${name}: `}${what}${conditions()}`;
    if (!isCompositeType(inner)) return text;
    return `${text} ${selections(inner, scope.get(name)?.within ?? new Map(), depth - 1)}`;
  }

  /** The field's own name, or an alias: one that is new, or the name of another field, such as a key. */
  function responseName(field: string, { scope, what, type }: { scope: Scope; what: string; type: string }): string {
    const fits = (name: string) => {
      const known = scope.get(name);
      return !known || (known.what === what && known.type === type);
    };
    let name = field;
    if (choices.chance(25)) name = choices.pick(aliasesOf(schema));
    while (!fits(name)) name = `a${(aliases += 1)}`;
    if (!scope.has(name)) scope.set(name, { what, type, within: new Map() });
    return name;
  }

  function inlineFragment(type: GraphQLNamedType, scope: Scope, depth: number): string {
    const onto = choices.chance(20) ? undefined : choices.pick(overlapping(schema, type));
    return `...${onto ? ` on ${onto.name}` : ''}${conditions()} ${selections(onto ?? type, scope, depth - 1)}`;
  }

  function spread(type: GraphQLNamedType, scope: Scope, depth: number): string {
    const again = spreads.filter((one) => one.scope === scope && one.type === type.name);
    const known = again.length > 0 && choices.chance(40) ? choices.pick(again) : undefined;
    if (known) return `...${known.name}${conditions()}`;
    const onto = choices.pick(overlapping(schema, type));
    const name = `F${fragments.length}`;
    const at = fragments.push('') - 1;
    fragments[at] = `fragment ${name} on ${onto.name} ${selections(onto, scope, depth - 1)}`;
    spreads.push({ type: type.name, name, scope });
    return `...${name}${conditions()}`;
  }

  function conditions(): string {
    if (!choices.chance(8)) return '';
    const directive = choices.pick(['@include', '@skip']);
    if (choices.chance(30))
      return ` ${directive}(if: ${directive === '@include' ? !choices.chance(30) : choices.chance(30)})`;
    const known = declared.filter(({ type, name }) => type === 'Boolean!' && name.startsWith('c'));
    if (known.length > 0 && choices.chance(50)) return ` ${directive}(if: $${choices.pick(known).name})`;
    const name = `c${declared.length}`;
    const fallback = choices.chance(30) ? String(choices.chance(50)) : undefined;
    declared.push({ name, type: 'Boolean!', fallback });
    if (fallback === undefined || choices.chance(50)) variables[name] = choices.chance(50);
    return ` ${directive}(if: $${name})`;
  }

  function argumentsFor(args: readonly GraphQLArgument[]): string {
    const given = args.flatMap((arg) => {
      const needed = isNonNullType(arg.type) && arg.defaultValue === undefined;
      if (!needed && choices.chance(40)) return [];
      return [`${arg.name}: ${literalOrVariable(arg.type)}`];
    });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  }

  function literalOrVariable(type: GraphQLInputType): string {
    if (!choices.chance(30)) return literal(type);
    const name = `v${declared.length}`;
    const isNeeded = isNonNullType(type);
    const fallback = choices.chance(30) ? print(plainValue(type, 2), type) : undefined;
    declared.push({ name, type: String(type), fallback });
    if (fallback === undefined ? isNeeded || choices.chance(70) : choices.chance(50))
      variables[name] = plainValue(type, 2);
    return `$${name}`;
  }

  function literal(type: GraphQLInputType): string {
    if (isListType(type)) return `[${Array.from({ length: choices.below(3) }, () => inList(type.ofType)).join(', ')}]`;
    if (isNonNullType(type)) return literal(type.ofType);
    return print(plainValue(type, 2), type);
  }

  const inList = (type: GraphQLInputType) => (isNonNullType(type) ? literalOrVariable(type) : literal(type));

  function plainValue(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return someValue(type.ofType, depth);
    return choices.chance(10) ? null : someValue(type, depth);
  }

  function someValue(type: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(type)) return someValue(type.ofType, depth);
    if (isListType(type)) return Array.from({ length: choices.below(3) }, () => plainValue(type.ofType, depth));
    if (isEnumType(type)) return choices.pick(type.getValues()).name;
    if (!isInputObjectType(type)) return LEAVES[type.name]?.(choices.below(10)) ?? `t${choices.below(10)}`;
    const fields = Object.values(type.getFields());
    if (type.isOneOf) {
      const field = choices.pick(fields);
      return { [field.name]: someValue(field.type, depth - 1) };
    }
    return Object.fromEntries(
      fields.flatMap((field) => {
        const needed = isNonNullType(field.type) && field.defaultValue === undefined;
        if (!needed && (depth === 0 || choices.chance(50))) return [];
        return [[field.name, plainValue(field.type, depth - 1)]];
      }),
    );
  }

  return { selections, declared, fragments, variables };
}

/** A value as it stands in an operation. */
function print(value: unknown, type: GraphQLInputType): string {
  if (value === null) return 'null';
  if (isNonNullType(type)) return print(value, type.ofType);
  if (isListType(type)) return `[${(value as unknown[]).map((one) => print(one, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return value as string;
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = type.getFields();
  const parts = Object.entries(value as object).map(([name, one]) => `${name}: ${print(one, fields[name]!.type)}`);
  return `{ ${parts.join(', ')} }`;
}

const overlaps = new WeakMap<GraphQLSchema, Map<string, GraphQLNamedType[]>>();

/** Types that an object of this type may have too, itself included. */
function overlapping(schema: GraphQLSchema, type: GraphQLNamedType): GraphQLNamedType[] {
  const known = overlaps.get(schema) ?? new Map<string, GraphQLNamedType[]>();
  overlaps.set(schema, known);
  const found = known.get(type.name) ?? [
    type,
    ...Object.values(schema.getTypeMap()).filter((other) => other !== type && overlapOf(schema, type, other)),
  ];
  known.set(type.name, found);
  return found;
}

function overlapOf(schema: GraphQLSchema, type: GraphQLNamedType, other: GraphQLNamedType): boolean {
  const possible = (one: GraphQLNamedType) =>
    isAbstractType(one) ? schema.getPossibleTypes(one) : isObjectType(one) ? [one] : [];
  return possible(type).some((one) => possible(other).includes(one));
}

const names = new WeakMap<GraphQLSchema, string[]>();

/** Names that a planner may use for itself, and names of every object in JavaScript. */
function aliasesOf(schema: GraphQLSchema): string[] {
  const known = names.get(schema);
  if (known) return known;
  const found = new Set(['x', 'y', 'constructor', '__typename', 'as_x', 'e0']);
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.keys(type.getFields())) found.add(field);
  const list = [...found];
  names.set(schema, list);
  return list;
}
