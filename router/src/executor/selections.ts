import { type Fragments, fieldsIn, fragmentsOf, responseNameOf } from '@quartet/service-kit';
import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

export function operationOf(document: DocumentNode): OperationDefinitionNode | undefined {
  return document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

/** The response names of an operation's root fields. */
export function rootFields(document: DocumentNode): string[] {
  const operation = operationOf(document);
  if (!operation) return [];
  return [...namesIn([operation.selectionSet], fragmentsOf(document))];
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
    sets = [...fieldsIn(sets, fragments)].flatMap((field) =>
      responseNameOf(field) === step && field.selectionSet ? [field.selectionSet] : [],
    );
  }
  return namesIn(sets, fragments);
}

/** The response names that an `_entities` call asks of one type, `__typename` aside. */
export function entityFields(document: DocumentNode, typename: string): string[] {
  const operation = operationOf(document);
  if (!operation) return [];
  const fragments = fragmentsOf(document);
  const sets = [...fieldsIn([operation.selectionSet], fragments)].flatMap((field) => field.selectionSet ?? []);
  const names = namesIn(sets, fragments, typename);
  names.delete('__typename');
  return [...names];
}

function namesIn(sets: readonly SelectionSetNode[], fragments: Fragments, typename?: string): Set<string> {
  return new Set([...fieldsIn(sets, fragments, typename)].map(responseNameOf));
}
