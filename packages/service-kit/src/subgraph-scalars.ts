import { GraphQLScalarType, Kind } from 'graphql';
import type { DocumentNode } from 'graphql';
import { resolvers as knownScalars } from 'graphql-scalars';

/** The resolvers with those of graphql-scalars for each scalar that the SDL declares and that has none yet. */
export function withScalars(typeDefs: DocumentNode, resolvers: object): object {
  const added: Record<string, GraphQLScalarType> = {};
  for (const definition of typeDefs.definitions) {
    if (definition.kind !== Kind.SCALAR_TYPE_DEFINITION) continue;
    const name = definition.name.value;
    const scalar = knownScalars[name];
    if (scalar) added[name] = asJson(scalar);
  }
  return { ...added, ...resolvers };
}

// graphql-scalars hands out Date objects and leaves the rest to JSON; in memory there is no JSON in between.
function asJson(scalar: GraphQLScalarType): GraphQLScalarType {
  return new GraphQLScalarType({
    ...scalar.toConfig(),
    serialize: (value) => {
      const serialized = scalar.serialize(value);
      if (serialized instanceof Date) return serialized.toISOString();
      return serialized instanceof URL ? serialized.href : serialized;
    },
  });
}
