import { type Logger, SAFE_MESSAGES, isErrorCode } from '@quartet/service-kit';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { FURTHER, LOST_FIELD, MAX_ERRORS, furtherErrors } from './faults.ts';

/**
 * The answer as a client may see it: data and errors, without extensions of the machinery; each error with message,
 * path, locations and `extensions.code` only.
 */
export function shapeAnswer(result: ExecutionResult, options: { requestId: string; log: Logger }): ExecutionResult {
  const shaped: ExecutionResult = 'data' in result ? { data: result.data ?? null } : {};
  if (!result.errors || result.errors.length === 0) return shaped;

  const seen = new Set<string>();
  const errors: GraphQLError[] = [];
  let further: GraphQLError | undefined;
  for (const error of result.errors) {
    further ??= error.extensions?.[FURTHER] === true || errors.length === MAX_ERRORS ? furtherErrors(error) : undefined;
    if (errors.length === MAX_ERRORS) break;
    if (error.extensions?.[FURTHER] === true) continue;
    const lost = error.extensions?.[LOST_FIELD] === true;
    const path = lost ? pathOfNull(result.data, error.path ?? []) : error.path;
    const masked = maskError(error, path, options);
    const key = JSON.stringify([masked.path, masked.extensions.code]);
    if (lost && seen.has(key)) continue;
    seen.add(key);
    errors.push(masked);
  }
  if (further) errors.push(maskError(further, undefined, options));
  return { ...shaped, errors };
}

/**
 * A lost field that may not be null takes its parents with it, up to the first that may. The client sees that null, so
 * the error names it, once, instead of fields that are no longer in the answer.
 */
function pathOfNull(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  let value = data;
  for (const [depth, step] of path.entries()) {
    if (typeof value !== 'object' || value === null) return path.slice(0, depth);
    value = (value as Record<string | number, unknown>)[step];
  }
  return path;
}

function maskError(
  error: GraphQLError,
  path: readonly (string | number)[] | undefined,
  options: { requestId: string; log: Logger },
): GraphQLError {
  const { code } = error.extensions;
  // Messages of our own codes may be read. Anything else is a fault of ours.
  const shown = isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR';
  if (!shown) options.log.error({ requestId: options.requestId, path, err: error }, 'fault in a query');
  const masked = new GraphQLError(shown ? error.message : SAFE_MESSAGES.internal, {
    ...(error.nodes && { nodes: error.nodes }),
    ...(path && path.length > 0 && { path }),
    extensions: { code: shown ? code : 'INTERNAL_SERVER_ERROR' },
  });
  return masked;
}
