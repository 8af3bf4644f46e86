import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/** A validation rule: no field deeper than `max` levels. Introspection does not count, it ends by itself. */
export function maxQueryDepth(max: number): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    // Each fragment is measured once, or a few nested spreads would take forever.
    const known = new Map<string, number>();
    return {
      OperationDefinition(operation) {
        if (depthOf(operation.selectionSet, context, known) <= max) return;
        const message = `The query is nested too deeply: at most ${max} levels are answered`;
        context.reportError(new GraphQLError(message, { nodes: operation }));
      },
    };
  };
}

function depthOf(set: SelectionSetNode, context: ValidationContext, known: Map<string, number>): number {
  let deepest = 0;
  for (const selection of set.selections) {
    let depth = 0;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      depth = depthOf(selection.selectionSet, context, known);
    } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      depth = depthOfFragment(selection.name.value, context, known);
    } else if (!selection.name.value.startsWith('__')) {
      depth = 1 + (selection.selectionSet ? depthOf(selection.selectionSet, context, known) : 0);
    }
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function depthOfFragment(name: string, context: ValidationContext, known: Map<string, number>): number {
  const measured = known.get(name);
  if (measured !== undefined) return measured;
  // A cycle is another rule's error; here it must only end.
  known.set(name, 0);
  const fragment = context.getFragment(name);
  const depth = fragment ? depthOf(fragment.selectionSet, context, known) : 0;
  known.set(name, depth);
  return depth;
}
