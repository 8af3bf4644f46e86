import { GraphQLError } from 'graphql';

/**
 * Marks an error that cost a whole entity of a subgraph. The entity's key came from elsewhere, so what the client lost
 * are the fields that this subgraph would have given: one error each, shortened later to the null that the client
 * sees (see `shape.ts`). Never leaves the router.
 */
export const LOST_FIELD = 'lostField';

/** Of one answer. A page of entities that all failed says so often enough. */
export const MAX_ERRORS = 500;

/** Marks the error that stands for all those that were left out. Never leaves the router. */
export const FURTHER = 'furtherErrors';

type Path = readonly (string | number)[];

/** In the place of all that would follow. */
export function furtherErrors(first: GraphQLError | undefined): GraphQLError {
  const code = first?.extensions.code ?? 'INTERNAL_SERVER_ERROR';
  return new GraphQLError('There are more errors than these', { extensions: { code, [FURTHER]: true } });
}

export function withPath(
  error: Pick<GraphQLError, 'message' | 'extensions'>,
  path: Path,
  lostField = false,
): GraphQLError {
  const code = error.extensions?.code;
  return new GraphQLError(error.message, {
    path: [...path],
    extensions: { ...(code !== undefined && { code }), ...(lostField && { [LOST_FIELD]: true }) },
  });
}
