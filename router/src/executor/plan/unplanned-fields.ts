import { Kind, type SelectionSetNode, parse } from 'graphql';
import { operationOf } from '../selections.ts';
import { renamedFields } from '../run/rewrites.ts';
import type { FetchNode, PlanNode } from './planner.ts';

/** What a plan fetches, by the names that it has in the answer. */
interface Fetched {
  readonly fields: Map<string, Fetched>;
}

const nothing = (): Fetched => ({ fields: new Map() });

/**
 * Fields that were selected and that no fetch brings: where the planner finds no way to one it leaves it out without a word.
 * Fields within fragments do not count, as those may never apply in the subgraphs that are asked.
 */
export function unplannedFields(plan: PlanNode | undefined, selectionSet: SelectionSetNode): string[] {
  const fetched = nothing();
  if (plan) addNode(fetched, plan);
  return [...missingIn(fetched, selectionSet, [])];
}

function addNode(place: Fetched, node: PlanNode): void {
  if (node.kind === 'Fetch') addFetch(place, node);
  else if (node.kind === 'Flatten') addNode(placeAt(place, node.path), node.node);
  else for (const one of node.nodes) addNode(place, one);
}

function placeAt(place: Fetched, path: readonly (string | number)[]): Fetched {
  return path.reduce<Fetched>((at, step) => (step === '@' ? at : within(at, String(step))), place);
}

function within(place: Fetched, name: string): Fetched {
  const known = place.fields.get(name) ?? nothing();
  place.fields.set(name, known);
  return known;
}

function addFetch(place: Fetched, node: FetchNode): void {
  const operation = operationOf(parse(node.operation, { noLocation: true }));
  if (!operation) return;
  const renamed = renamedFields(node.outputRewrites);
  const [entities] = operation.selectionSet.selections;
  const set = node.requires && entities?.kind === Kind.FIELD ? entities.selectionSet : operation.selectionSet;
  if (set) addSelections(place, set, renamed);
}

function addSelections(place: Fetched, set: SelectionSetNode, renamed: ReadonlyMap<string, string>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      for (const one of [name, renamed.get(name) ?? name]) {
        const inner = within(place, one);
        if (selection.selectionSet) addSelections(inner, selection.selectionSet, renamed);
      }
    } else if (selection.kind === Kind.INLINE_FRAGMENT) addSelections(place, selection.selectionSet, renamed);
  }
}

function* missingIn(fetched: Fetched, set: SelectionSetNode, path: readonly string[]): Generator<string> {
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD || selection.name.value.startsWith('__')) continue;
    const name = selection.alias?.value ?? selection.name.value;
    const inner = fetched.fields.get(name);
    if (!inner) yield [...path, name].join('.');
    else if (selection.selectionSet) yield* missingIn(inner, selection.selectionSet, [...path, name]);
  }
}
