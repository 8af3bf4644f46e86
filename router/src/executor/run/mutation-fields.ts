import { type DocumentNode, Kind, type SelectionNode, print, stripIgnoredCharacters, visit } from 'graphql';
import type { FetchNode } from '../plan/planner.ts';

/**
 * A fetch of several mutations as one fetch for each of them, which run one after the other: where the client goes away, those that
 * have not begun do not begin, and where one takes long, the others are not cut off with it. `document` is the fetch's.
 */
export function eachMutation(node: FetchNode, document: DocumentNode): { node: FetchNode; document: DocumentNode }[] {
  const [operation, ...fragments] = document.definitions;
  const isWhole = operation?.kind !== Kind.OPERATION_DEFINITION || fragments.length > 0;
  if (isWhole || node.operationKind !== 'mutation' || operation.selectionSet.selections.length < 2) {
    return [{ node, document }];
  }
  return operation.selectionSet.selections.map((selection) => {
    const used = variablesIn(selection);
    const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
      used.has(variable.name.value),
    );
    const selectionSet = { ...operation.selectionSet, selections: [selection] };
    const text = stripIgnoredCharacters(print({ ...operation, variableDefinitions, selectionSet }));
    const alone = { ...document, definitions: [{ ...operation, variableDefinitions, selectionSet }] };
    const variableUsages = node.variableUsages?.filter((name) => used.has(name));
    return { node: { ...node, operation: text, ...(variableUsages && { variableUsages }) }, document: alone };
  });
}

function variablesIn(selection: SelectionNode): Set<string> {
  const used = new Set<string>();
  visit(selection, { Variable: ({ name }) => void used.add(name.value) });
  return used;
}
