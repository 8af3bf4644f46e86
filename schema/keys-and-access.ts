import { Kind, valueFromASTUntyped, type ConstDirectiveNode, type DocumentNode } from 'graphql';

/** The parsed supergraph, including federation's directives. */
export type Supergraph = DocumentNode;

/** Who may read: anyone who has everything in one of these sets. An empty set means anyone. */
export type Access = readonly ReadonlySet<string>[];

const ANYONE: Access = [new Set()];
const SIGNED_IN = 'signed in';

/** The keys by which some subgraph finds each entity, with single spaces between the names. */
export function keysOf(supergraph: Supergraph): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const keys = (definition.directives ?? [])
      .filter((directive) => directive.name.value === 'join__type' && argument(directive, 'resolvable') !== false)
      .map((directive) => argument(directive, 'key'))
      .filter((key) => typeof key === 'string');
    if (keys.length > 0) found.set(definition.name.value, new Set(keys.map(spaced)));
  }
  return found;
}

function spaced(key: string): string {
  return key.replace(/[{}]/g, ' $& ').trim().split(/\s+/).join(' ');
}

/**
 * Who may read each field: what its type, itself and the type that it leads to ask for, together. So it is no change
 * to move a directive from a type to all of its fields.
 */
export function accessOf(supergraph: Supergraph): Map<string, Access> {
  const ofType = new Map<string, Access>();
  for (const definition of supergraph.definitions) {
    if ('directives' in definition && 'name' in definition && definition.name)
      ofType.set(definition.name.value, accessBy(definition.directives as readonly ConstDirectiveNode[] | undefined));
  }
  const found = new Map<string, Access>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      let type = field.type;
      while (type.kind !== Kind.NAMED_TYPE) type = type.type;
      const asked = [ofType.get(definition.name.value), accessBy(field.directives), ofType.get(type.name.value)];
      found.set(
        `${definition.name.value}.${field.name.value}`,
        asked.reduce<Access>((a, b) => both(a, b ?? ANYONE), ANYONE),
      );
    }
  }
  return found;
}

/** Whether someone could read by `was` and cannot by `is`. */
export function isStricter(was: Access, is: Access): boolean {
  return was.some((had) => !is.some((needs) => [...needs].every((one) => had.has(one))));
}

function accessBy(directives: readonly ConstDirectiveNode[] | undefined): Access {
  return (directives ?? []).reduce<Access>((access, directive) => both(access, asks(directive)), ANYONE);
}

/**
 * Scopes and policies are lists of which one is enough, each a list that is needed whole. Only who signed in has
 * scopes.
 */
function asks(directive: ConstDirectiveNode): Access {
  switch (directive.name.value) {
    case 'authenticated':
      return [new Set([SIGNED_IN])];
    case 'requiresScopes':
      return lists(argument(directive, 'scopes')).map(
        (all) => new Set([SIGNED_IN, ...all.map((one) => `scope ${one}`)]),
      );
    case 'policy':
      return lists(argument(directive, 'policies')).map((all) => new Set(all.map((one) => `policy ${one}`)));
    default:
      return ANYONE;
  }
}

function both(a: Access, b: Access): Access {
  return a.flatMap((one) => b.map((other) => new Set([...one, ...other])));
}

function argument(directive: ConstDirectiveNode, name: string): unknown {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value;
  return value && valueFromASTUntyped(value);
}

function lists(value: unknown): string[][] {
  return Array.isArray(value)
    ? value.map((one: unknown) => (Array.isArray(one) ? one.map(String) : [String(one)]))
    : [];
}
