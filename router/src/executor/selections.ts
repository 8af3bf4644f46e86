import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

interface SelectedField {
  readonly responseName: string;
  readonly selectionSet: SelectionSetNode | undefined;
}

export function operationOf(document: DocumentNode): OperationDefinitionNode | undefined {
  return document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

/** The response names of an operation's root fields. */
export function rootFields(document: DocumentNode): string[] {
  const operation = operationOf(document);
  if (!operation) return [];
  return [
    ...new Set([...fieldsOf([operation.selectionSet], fragmentsOf(document))].map((field) => field.responseName)),
  ];
}

/**
 * The response names that a client selected at a place of the answer, such as ['order', 'items', '@', 'variant']. List
 * indexes ('@' or a number) do not count.
 */
export function selectedAt(
  document: Pick<DocumentNode, 'definitions'>,
  operation: { readonly selectionSet: SelectionSetNode },
  path: readonly (string | number)[],
): Set<string> {
  const fragments = fragmentsOf(document);
  let sets: SelectionSetNode[] = [operation.selectionSet];
  for (const step of path) {
    if (typeof step === 'number' || step === '@') continue;
    sets = [...fieldsOf(sets, fragments)].flatMap((field) =>
      field.responseName === step && field.selectionSet ? [field.selectionSet] : [],
    );
  }
  return new Set([...fieldsOf(sets, fragments)].map((field) => field.responseName));
}

/** The response names that an `_entities` call asks of one type, `__typename` aside. */
export function entityFields(document: DocumentNode, typename: string): string[] {
  const operation = operationOf(document);
  if (!operation) return [];
  const fragments = fragmentsOf(document);
  const sets = [...fieldsOf([operation.selectionSet], fragments)].flatMap((field) => field.selectionSet ?? []);
  const names = [...fieldsOf(sets, fragments, typename)].map((field) => field.responseName);
  return [...new Set(names)].filter((name) => name !== '__typename');
}

/** With a `typename`, fragments on other types are left out; without one all fragments count. */
function* fieldsOf(
  sets: readonly SelectionSetNode[],
  fragments: Fragments,
  typename?: string,
): Generator<SelectedField> {
  for (const set of sets) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        yield {
          responseName: selection.alias?.value ?? selection.name.value,
          selectionSet: selection.selectionSet,
        };
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const condition = fragment?.typeCondition?.name.value;
      if (!fragment || (typename !== undefined && condition !== undefined && condition !== typename)) continue;
      yield* fieldsOf([fragment.selectionSet], fragments, typename);
    }
  }
}

export function fragmentsOf(document: Pick<DocumentNode, 'definitions'>): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}
