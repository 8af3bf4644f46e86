import { type ConstDirectiveNode, type InputValueDefinitionNode, Kind, type TypeNode } from 'graphql';
import { type SubgraphContract, objectTypes, theContract } from './nullability.ts';

/** What is somebody's own: an answer to it stands under its address in caches of others. */
const SECRET = /token|password|secret|e-?mail|phone|address/i;

/**
 * The rule that keeps secrets out of addresses: a field that caches may keep (`@cacheControl`) takes no argument that is one.
 * @returns one sentence for each field that does
 */
export function cacheHintFaults(contract: readonly SubgraphContract[] = theContract()): string[] {
  return contract.flatMap(({ name: subgraph, document }) => {
    const inputs = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? [[definition.name.value, definition.fields ?? []]] : [],
      ),
    );
    const secretsIn = (values: readonly InputValueDefinitionNode[], seen: ReadonlySet<string>): string[] =>
      values.flatMap(({ name, type }) => {
        const input = typeName(type);
        const own = SECRET.test(name.value) ? [name.value] : [];
        return seen.has(input) ? own : [...own, ...secretsIn(inputs.get(input) ?? [], new Set([...seen, input]))];
      });
    return objectTypes(document).flatMap((type) =>
      (type.fields ?? []).flatMap(({ name, arguments: given = [], directives = [] }) =>
        isShared(directives)
          ? secretsIn(given, new Set()).map(
              (secret) =>
                `${subgraph}: ${type.name.value}.${name.value} may be kept by caches (@cacheControl) and takes ${secret}, ` +
                'which would stand in their addresses: take the hint away, or say scope: PRIVATE',
            )
          : [],
      ),
    );
  });
}

function isShared(directives: readonly ConstDirectiveNode[]): boolean {
  const hint = directives.find(({ name }) => name.value === 'cacheControl');
  const scope = hint?.arguments?.find(({ name }) => name.value === 'scope')?.value;
  return hint !== undefined && !(scope?.kind === Kind.ENUM && scope.value === 'PRIVATE');
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type);
}
