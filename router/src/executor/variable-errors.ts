import { GraphQLError } from 'graphql';

/** A list of a thousand wrong values is wrong ten times. */
export const MAX_VARIABLE_ERRORS = 10;

/** What is wrong with a request's variables, as errors with a code. */
export function variableErrors(errors: readonly GraphQLError[]): GraphQLError[] {
  return errors.map(
    ({ message, nodes }) => new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
  );
}
