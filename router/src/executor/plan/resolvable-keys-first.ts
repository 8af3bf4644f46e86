import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind, visit } from 'graphql';

/**
 * The supergraph with the keys of each type in another order: for what a subgraph requires, the planner takes the first key
 * that it can have, also one by which the subgraph finds nothing (`resolvable: false`). So those come last.
 */
export function resolvableKeysFirst(supergraph: DocumentNode): DocumentNode {
  const sorted = <N extends DefinitionNode & { readonly directives?: readonly ConstDirectiveNode[] }>(type: N): N => {
    const { directives = [] } = type;
    if (!directives.some(isUnresolvable)) return type;
    return { ...type, directives: [...directives].sort((one, other) => +isUnresolvable(one) - +isUnresolvable(other)) };
  };
  return visit(supergraph, {
    [Kind.OBJECT_TYPE_DEFINITION]: sorted,
    [Kind.INTERFACE_TYPE_DEFINITION]: sorted,
  });
}

function isUnresolvable({ name, arguments: given }: ConstDirectiveNode): boolean {
  if (name.value !== 'join__type') return false;
  const value = given?.find((one) => one.name.value === 'resolvable')?.value;
  return value?.kind === Kind.BOOLEAN && !value.value;
}
