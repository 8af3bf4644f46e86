import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type TypeNode,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { z } from 'zod';

/** What `@cacheControl` says of a field or type. */
interface Hint {
  readonly maxAge?: number | undefined;
  readonly isPrivate: boolean;
  readonly inherits: boolean;
}

interface FieldHints {
  readonly type: string;
  readonly hint: Hint | undefined;
}

interface TypeHints {
  readonly isComposite: boolean;
  readonly hint: Hint | undefined;
  readonly fields: ReadonlyMap<string, FieldHints>;
}

/** How long what a fetch selects may be shared between viewers, in seconds; 0 where it may not be shared at all. */
export interface CacheHints {
  ofRoot(set: SelectionSetNode): number;
  /** Of an `_entities` call. */
  ofEntities(set: SelectionSetNode): number;
}

const hintArguments = z.object({
  maxAge: z.number().int().min(0).nullish(),
  scope: z.string().nullish(),
  inheritMaxAge: z.boolean().nullish(),
});

const FOREVER = Infinity;

/**
 * Reads `@cacheControl` out of a supergraph, where `@composeDirective` put it. It means what it means to Apollo Server, but
 * for root fields: those need a hint of their own. Elsewhere a field's hint comes before that of its type; a field that answers with
 * objects and has neither is not shared; any other takes what holds around it. Undefined where the supergraph has no hint.
 */
export function readCacheHints(supergraphSdl: string): CacheHints | undefined {
  if (!supergraphSdl.includes('@cacheControl(')) return undefined;
  const types = new Map<string, TypeHints>();
  const within = new Map<string, Set<string>>();
  let query = 'Query';
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind === Kind.SCHEMA_DEFINITION) {
      const root = definition.operationTypes.find(({ operation }) => operation === OperationTypeNode.QUERY);
      query = root?.type.name.value ?? query;
    }
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      within.set(definition.name.value, new Set(definition.types?.map(({ name }) => name.value)));
      types.set(definition.name.value, { isComposite: true, hint: hintOf(definition.directives), fields: new Map() });
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const name = definition.name.value;
    for (const { name: abstract } of definition.interfaces ?? [])
      within.set(abstract.value, (within.get(abstract.value) ?? new Set()).add(name));
    const fields = new Map((definition.fields ?? []).map((field) => [field.name.value, fieldHints(field)]));
    types.set(name, { isComposite: true, hint: hintOf(definition.directives), fields });
  }

  /** The type and those that may stand in its place. */
  const allOf = (name: string): TypeHints[] =>
    [name, ...(within.get(name) ?? [])].flatMap((one) => types.get(one) ?? []);

  function ofField(parent: string, name: string, around: number): { maxAge: number; type: string } {
    const found = allOf(parent).flatMap(({ fields }) => fields.get(name) ?? []);
    const [first] = found;
    // Unknown here: an interface object's, or none that clients see.
    if (!first) return { maxAge: 0, type: '' };
    const returned = types.get(first.type)?.isComposite ? allOf(first.type) : [];
    const hints = [...found.map(({ hint }) => hint), ...returned.map(({ hint }) => hint)];
    if (hints.some((hint) => hint?.isPrivate)) return { maxAge: 0, type: first.type };
    const own = lowest(found.map(({ hint }) => hint));
    const ofType = lowest(returned.map(({ hint }) => hint));
    if (own !== undefined) return { maxAge: own, type: first.type };
    const inherits = returned.length === 0 || hints.some((hint) => hint?.inherits);
    return { maxAge: parent === query ? 0 : (ofType ?? (inherits ? around : 0)), type: first.type };
  }

  function ofSet(set: SelectionSetNode, parent: string, around: number): number {
    let maxAge = around;
    for (const selection of set.selections) {
      if (maxAge === 0) return 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) return 0;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        maxAge = Math.min(maxAge, ofSet(selection.selectionSet, selection.typeCondition?.name.value ?? parent, maxAge));
      } else if (!selection.name.value.startsWith('__')) {
        const field = ofField(parent, selection.name.value, around);
        maxAge = Math.min(maxAge, field.maxAge);
        if (selection.selectionSet) maxAge = Math.min(maxAge, ofSet(selection.selectionSet, field.type, field.maxAge));
      }
    }
    return maxAge;
  }

  const finite = (maxAge: number): number => (maxAge === FOREVER ? 0 : maxAge);
  return {
    ofRoot: (set) => finite(ofSet(set, query, FOREVER)),
    ofEntities(set) {
      const ages = set.selections.flatMap((field) => (field.kind === Kind.FIELD ? (field.selectionSet ?? []) : []));
      return finite(Math.min(FOREVER, ...ages.flatMap((inner) => inner.selections.map(ofEntity))));
    },
  };

  function ofEntity(selection: SelectionSetNode['selections'][number]): number {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__') ? FOREVER : 0;
    if (selection.kind !== Kind.INLINE_FRAGMENT || !selection.typeCondition) return 0;
    const type = selection.typeCondition.name.value;
    const hints = allOf(type).map(({ hint }) => hint);
    const maxAge = hints.some((hint) => hint?.isPrivate) ? 0 : lowest(hints);
    // Fields with hints of their own need none of the type.
    return ofSet(selection.selectionSet, type, maxAge ?? (hasOwnHints(selection.selectionSet, type) ? FOREVER : 0));
  }

  /** Whether each field of an entity says itself how long it holds; keys are the same forever. */
  function hasOwnHints(set: SelectionSetNode, type: string): boolean {
    return set.selections.every((selection) => {
      if (selection.kind !== Kind.FIELD) return false;
      const { value: name } = selection.name;
      return name.startsWith('__') || ofField(type, name, 0).maxAge > 0;
    });
  }
}

const lowest = (hints: readonly (Hint | undefined)[]): number | undefined => {
  const ages = hints.flatMap((hint) => hint?.maxAge ?? []);
  return ages.length > 0 ? Math.min(...ages) : undefined;
};

function fieldHints(field: FieldDefinitionNode): FieldHints {
  return { type: nameOf(field.type), hint: hintOf(field.directives) };
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

function hintOf(directives: readonly ConstDirectiveNode[] | undefined): Hint | undefined {
  const directive = directives?.find(({ name }) => name.value === 'cacheControl');
  if (!directive) return undefined;
  const given = Object.fromEntries(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
  const { maxAge, scope, inheritMaxAge } = hintArguments.parse(given);
  return { maxAge: maxAge ?? undefined, isPrivate: scope === 'PRIVATE', inherits: inheritMaxAge === true };
}
