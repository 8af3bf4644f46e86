import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Whether a subgraph's value can be one of this type. Scalars of the schema's own may be anything. */
export function leafCheck(type: GraphQLLeafType): ((value: unknown) => boolean) | undefined {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map(({ name }) => name));
    return (value) => names.has(value);
  }
  return CHECKS[type.name];
}

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  Int: Number.isInteger,
  Float: Number.isFinite,
  Boolean: (value) => typeof value === 'boolean',
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};
