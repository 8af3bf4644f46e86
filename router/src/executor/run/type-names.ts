import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** What the supergraph says about names of types. */
export interface TypeNames {
  readonly isObjectType: (name: unknown) => boolean;
  /** Whether an object of the one type is one of the other too. */
  readonly isWithin: (name: string, other: string) => boolean;
}

export function typeNamesOf(schema: GraphQLSchema): TypeNames {
  return {
    isObjectType: (name) => typeof name === 'string' && isObjectType(schema.getType(name)),
    isWithin(name, other) {
      if (name === other) return true;
      const outer = schema.getType(other);
      const inner = schema.getType(name);
      if (!isAbstractType(outer) || !(isObjectType(inner) || isInterfaceType(inner))) return false;
      return schema.isSubType(outer, inner);
    },
  };
}
