import { type Fragments, fragmentAt, fragmentsOf } from '@quartet/service-kit';
import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/** A validation rule: no field deeper than `max` levels. Introspection does not count, it ends by itself. */
export function maxQueryDepth(max: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const fragments = fragmentsOf(context.getDocument());
    // Each set is measured once, or a few nested spreads would take forever.
    const known = new Map<SelectionSetNode, number>();
    return {
      OperationDefinition(operation) {
        if (depthOf(operation.selectionSet, fragments, known) <= max) return;
        const message = `The query is nested too deeply: at most ${max} levels are answered`;
        context.reportError(new GraphQLError(message, { nodes: operation }));
      },
    };
  };
}

function depthOf(set: SelectionSetNode, fragments: Fragments, known: Map<SelectionSetNode, number>): number {
  const measured = known.get(set);
  if (measured !== undefined) return measured;
  // A cycle is another rule's error; here it must only end.
  known.set(set, 0);
  const depths = set.selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) {
      const fragment = fragmentAt(selection, fragments);
      return fragment ? depthOf(fragment.selectionSet, fragments, known) : 0;
    }
    if (selection.name.value.startsWith('__')) return 0;
    return 1 + (selection.selectionSet ? depthOf(selection.selectionSet, fragments, known) : 0);
  });
  const deepest = depths.reduce((most, depth) => Math.max(most, depth), 0);
  known.set(set, deepest);
  return deepest;
}
