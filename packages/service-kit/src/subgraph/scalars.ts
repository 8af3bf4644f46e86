import { type DocumentNode, GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { resolvers as knownScalars } from 'graphql-scalars';
import { currencyProblem, isCurrency } from '../values/currency.ts';

/** Adds the resolvers of graphql-scalars for each scalar that the SDL declares and that has no resolver yet. */
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

// graphql-scalars returns Date objects and relies on JSON to serialise them; in memory no JSON is involved.
function asJson(scalar: GraphQLScalarType): GraphQLScalarType {
  const { name } = scalar;
  return new GraphQLScalarType({
    ...scalar.toConfig(),
    parseValue: (value) => inWords(name, value, () => scalar.parseValue(value)),
    parseLiteral: (node, variables) =>
      inWords(name, 'value' in node ? node.value : undefined, () => scalar.parseLiteral(node, variables)),
    serialize: (value) => {
      const serialized = scalar.serialize(value);
      if (serialized instanceof Date) return serialized.toISOString();
      return serialized instanceof URL ? serialized.href : serialized;
    },
  });
}

/** The parsed value, or an error that shows the right form, where graphql-scalars only says that it is wrong. */
function inWords(scalar: string, value: unknown, read: () => unknown): unknown {
  if (typeof value !== 'string') return read();
  if (scalar === 'Currency' && !isCurrency(value)) throw wrongValue(currencyProblem(value));
  try {
    return read();
  } catch (error) {
    const start = value.slice(0, 50);
    if (scalar === 'DateTime') {
      throw wrongValue(`"${start}" is not an instant: write date, time and zone, such as 2026-01-31T12:00:00Z`);
    }
    // Some scalars let the error of the platform's own parser out, which looks like a fault of ours.
    if (error instanceof GraphQLError) throw error;
    throw wrongValue(`"${start}" is not a value of the type ${scalar}`);
  }
}

function wrongValue(problem: string): GraphQLError {
  return new GraphQLError(problem, { extensions: { code: 'BAD_USER_INPUT' } });
}
