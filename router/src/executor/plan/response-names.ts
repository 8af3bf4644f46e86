import { responseNameOf } from '@quartet/service-kit';
import { type DocumentNode, type FieldNode, visit } from 'graphql';

/**
 * Names under which fields travel between router and subgraphs. A planner adds fields of its own to what it fetches (keys,
 * requirements, `__typename`) under their plain names, and takes no care where the client gave such a name to another field:
 * `{ id: name }` would be answered with the id. So those are fetched under another name.
 */
export interface ResponseNames {
  /** Under which the field is fetched. */
  readonly fetched: (field: FieldNode) => string;
  /** That the client gave, of a name that was fetched. */
  readonly client: (fetched: string) => string;
}

/** Names that an object in JavaScript has without being given them. */
const OF_EVERY_OBJECT: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** @param reserved names of fields that the planner may add: see `reservedNames` */
export function createResponseNames(document: DocumentNode, reserved: ReadonlySet<string>): ResponseNames {
  const clientNames = new Map<string, string>();
  const client = namesIn(clientNames);
  let prefix: string | undefined;
  return {
    fetched(field) {
      const name = responseNameOf(field);
      if (!isHidden(field, name, reserved)) return name;
      prefix ??= unusedPrefix(document);
      const fetched = prefix + name;
      clientNames.set(fetched, name);
      return fetched;
    },
    client,
  };
}

/** A function of its own, which keeps the names and not the whole document. */
function namesIn(clientNames: ReadonlyMap<string, string>): (fetched: string) => string {
  return (fetched) => clientNames.get(fetched) ?? fetched;
}

function isHidden(field: FieldNode, name: string, reserved: ReadonlySet<string>): boolean {
  if (OF_EVERY_OBJECT.has(name)) return true;
  if (!field.alias || name === field.name.value) {
    // The planner may need the same field with other arguments.
    return reserved.has(name) && (field.arguments?.length ?? 0) > 0;
  }
  return name.startsWith('__') || reserved.has(name);
}

function unusedPrefix(document: DocumentNode): string {
  const names = new Set<string>();
  visit(document, { Name: ({ value }) => void names.add(value) });
  let prefix = 'as_';
  while ([...names].some((name) => name.startsWith(prefix))) prefix += '_';
  return prefix;
}

/** The arguments of the supergraph's directives that name fields: keys, requirements and what is provided. */
const FIELD_SETS = /\b(?:key|requires|provides|selection):\s*"((?:[^"\\]|\\.)*)"/g;

/** Names of fields that a planner may add to what it fetches. */
export function reservedNames(supergraphSdl: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, fields = ''] of supergraphSdl.matchAll(FIELD_SETS))
    for (const [name] of fields.matchAll(/[_A-Za-z]\w*/g)) names.add(name);
  return names;
}
