import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** The fragments of a document by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>;

export function fragmentsOf(document: Pick<DocumentNode, 'definitions'>): Fragments {
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

/** What stands in a fragment's place: the inline fragment itself, or what a spread names; undefined where that is unknown. */
export function fragmentAt(
  selection: InlineFragmentNode | FragmentSpreadNode,
  fragments: Fragments,
): InlineFragmentNode | FragmentDefinitionNode | undefined {
  return selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
}

/**
 * The fields of selection sets in their order, through all fragments. With a `typename`, fragments on other types are
 * left out. Conditions (`@skip`, `@include`) are not evaluated.
 */
export function* fieldsIn(
  sets: Iterable<SelectionSetNode | undefined>,
  fragments: Fragments,
  typename?: string,
): Generator<FieldNode> {
  for (const set of sets) {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) {
        yield selection;
        continue;
      }
      const fragment = fragmentAt(selection, fragments);
      const condition = fragment?.typeCondition?.name.value;
      if (!fragment || (typename !== undefined && condition !== undefined && condition !== typename)) continue;
      yield* fieldsIn([fragment.selectionSet], fragments, typename);
    }
  }
}

/** What a client knows a field by in the answer. */
export function responseNameOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}
