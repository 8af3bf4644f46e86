import { type ConstDirectiveNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { type SubgraphContract, objectTypes, theContract } from './nullability.ts';

/**
 * The rule that lets the router tell what a query costs: every list says how long it can be, by @listSize on the field
 * itself or, in a connection, by `sizedFields` of the fields that answer with the connection.
 * @returns one sentence for each list that does not
 */
export function listSizeFaults(contract: readonly SubgraphContract[] = theContract()): string[] {
  return contract.flatMap(({ name: subgraph, document }) => {
    const fields = objectTypes(document).flatMap((type) =>
      (type.fields ?? []).map((field) => ({ type: type.name.value, field })),
    );
    const sized = new Set(
      fields.flatMap(({ field }) => stringsOf(field, 'sizedFields').map((name) => `${typeName(field.type)}.${name}`)),
    );
    return fields.flatMap(({ type, field }) => {
      const where = `${type}.${field.name.value}`;
      if (!isList(field.type) || sized.has(where) || saysItsSize(field)) return [];
      return [`${subgraph}: ${where} is a list and must say how long it can be, such as @listSize(assumedSize: 10)`];
    });
  });
}

function saysItsSize(field: FieldDefinitionNode): boolean {
  const known = listSize(field)?.arguments?.map((argument) => argument.name.value) ?? [];
  return known.includes('assumedSize') || known.includes('slicingArguments');
}

function stringsOf(field: FieldDefinitionNode, argument: string): string[] {
  const value = listSize(field)?.arguments?.find((one) => one.name.value === argument)?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((one) => (one.kind === Kind.STRING ? [one.value] : []));
}

function listSize(field: FieldDefinitionNode): ConstDirectiveNode | undefined {
  return field.directives?.find((directive) => directive.name.value === 'listSize');
}

function isList(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isList(type.type) : type.kind === Kind.LIST_TYPE;
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type);
}
