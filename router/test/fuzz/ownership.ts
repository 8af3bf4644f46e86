import {
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type SelectionSetNode,
  parse,
} from 'graphql';

/** What the SDL of the subgraphs says of who serves what. */
export interface Ownership {
  /** Subgraphs that serve a field by themselves: neither external there nor overridden by another one. */
  owners(type: string, field: string): readonly string[];
  isEntity(type: string): boolean;
  /** Field names of the keys of a type, those within objects left out. */
  isKeyField(type: string, field: string): boolean;
  /** What a field needs from other subgraphs. */
  requirement(type: string, field: string): SelectionSetNode | undefined;
  /** Object types that a field of this abstract type may give in all of the subgraphs. */
  possible(abstract: string, subgraphs: readonly string[]): readonly string[];
  /** The types of an interface that has a key, or of the one that a type belongs to: which entity has which follows from its number. */
  kindsOf(type: string): readonly string[] | undefined;
}

export function ownershipOf(sdls: Readonly<Record<string, string>>): Ownership {
  const owners = new Map<string, string[]>();
  const keys = new Map<string, Set<string>>();
  const requirements = new Map<string, SelectionSetNode>();
  const members = new Map<string, Set<string>>();
  const overridden = new Set<string>();
  const kinds = new Map<string, Set<string>>();
  const interfacesOf = new Map<string, Set<string>>();

  for (const [subgraph, sdl] of Object.entries(sdls)) read(subgraph, parse(sdl, { noLocation: true }));

  function read(subgraph: string, document: DocumentNode): void {
    for (const node of document.definitions) {
      if (node.kind === Kind.UNION_TYPE_DEFINITION)
        members.set(`${subgraph} ${node.name.value}`, new Set(node.types?.map(({ name }) => name.value)));
      if (node.kind === Kind.INTERFACE_TYPE_DEFINITION && node.directives?.some(({ name }) => name.value === 'key'))
        kinds.set(node.name.value, kinds.get(node.name.value) ?? new Set());
      const isInterface = node.kind === Kind.INTERFACE_TYPE_DEFINITION;
      if (!isInterface && node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION)
        continue;
      const type = node.name.value;
      if (!isInterface) {
        for (const { name } of node.interfaces ?? []) {
          addTo(members, `${subgraph} ${name.value}`, type);
          addTo(interfacesOf, type, name.value);
        }
      }
      for (const key of node.directives?.filter((one) => one.name.value === 'key') ?? [])
        for (const selection of fieldSet(text(key, 'fields')).selections)
          if (selection.kind === Kind.FIELD) addTo(keys, type, selection.name.value);
      if (!isInterface) for (const field of node.fields ?? []) readField(subgraph, type, field);
    }
  }

  function readField(subgraph: string, type: string, field: FieldDefinitionNode): void {
    const place = `${type}.${field.name.value}`;
    const directive = (name: string) => field.directives?.find((one) => one.name.value === name);
    const requires = directive('requires');
    if (requires) requirements.set(place, fieldSet(text(requires, 'fields')));
    const override = directive('override');
    if (override) overridden.add(`${text(override, 'from')} ${place}`);
    if (!directive('external')) owners.set(place, [...(owners.get(place) ?? []), subgraph]);
  }

  const interfaceWithKey = (type: string) => [type, ...(interfacesOf.get(type) ?? [])].find((one) => kinds.has(one));
  for (const [type, names] of interfacesOf) for (const name of names) if (kinds.has(name)) addTo(kinds, name, type);

  return {
    owners(type, field) {
      const own = owners.get(`${type}.${field}`);
      // What a subgraph says of an interface object it says of each of its types.
      const found = own ?? owners.get(`${interfaceWithKey(type) ?? ''}.${field}`) ?? [];
      return found.filter((subgraph) => !overridden.has(`${subgraph} ${type}.${field}`));
    },
    kindsOf(type) {
      const name = interfaceWithKey(type);
      return name === undefined ? undefined : [...(kinds.get(name) ?? [])].sort();
    },
    isEntity: (type) => keys.has(type),
    isKeyField: (type, field) => keys.get(type)?.has(field) ?? false,
    requirement: (type, field) =>
      requirements.get(`${type}.${field}`) ?? requirements.get(`${interfaceWithKey(type) ?? ''}.${field}`),
    possible(abstract, subgraphs) {
      const [first, ...others] = subgraphs.map((name) => members.get(`${name} ${abstract}`) ?? new Set<string>());
      return [...(first ?? [])].filter((type) => others.every((one) => one.has(type))).sort();
    },
  };
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

function text(directive: DirectiveNode, argument: string): string {
  const value = directive.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}

function fieldSet(fields: string): SelectionSetNode {
  const [node] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`no set of fields: ${fields}`);
  return node.selectionSet;
}
