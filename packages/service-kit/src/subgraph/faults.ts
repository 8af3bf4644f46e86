import { type DocumentNode, type ExecutionResult, type FieldNode, getOperationAST, GraphQLError, Kind } from 'graphql';
import { AppError, type ErrorCode, operatorHint, toAppError } from '../errors/to-app-error.ts';
import type { Logger } from '../process/log.ts';
import { fieldsIn, fragmentsOf, responseNameOf } from './selections.ts';

interface FaultyRequest {
  operationName?: string | null;
  variables?: Record<string, unknown>;
}

const FAULTS = new Set<ErrorCode>(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'TIMEOUT']);

/**
 * Masks an error for the answer: a safe message, its path and `extensions.code`, nothing else. Each fault is logged
 * once with the request id, although a failed batch returns it for each of its keys.
 */
export function errorMask(log: Logger, requestId: string): (error: unknown) => GraphQLError {
  const logged = new Set<unknown>();
  return (error) => {
    const path = error instanceof GraphQLError ? error.path : undefined;
    const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const known = original instanceof GraphQLError ? fromGraphQL(original, path) : toAppError(original);
    const level = levelOf(known);
    if (level !== undefined && !logged.has(original)) {
      logged.add(original);
      const cause = known.cause === original ? undefined : known.cause;
      const hint = operatorHint(known);
      log[level](
        { err: original, cause, requestId, path, code: known.code, ...(hint !== undefined && { hint }) },
        'a field failed',
      );
    }
    return new GraphQLError(known.message, { path, extensions: { code: known.code } });
  };
}

/** Undefined for errors that the code raises on purpose: their messages tell the client everything. */
function levelOf(error: AppError): 'error' | 'warn' | 'info' | undefined {
  if (error.code === 'INTERNAL_SERVER_ERROR' || operatorHint(error) !== undefined) return 'error';
  if (FAULTS.has(error.code)) return 'warn';
  // A database constraint that no domain function foresaw: only the cause names it.
  const ofAnEngine = error.details['kind'] !== undefined && error.details['kind'] !== 'validation';
  return ofAnEngine ? 'info' : undefined;
}

// Errors of graphql itself are about the client's request, except where a scalar cannot be serialised: that is our
// fault.
function fromGraphQL(error: GraphQLError, path: GraphQLError['path']): AppError {
  const aboutTheRequest = path === undefined || error.message.startsWith('Argument "');
  return aboutTheRequest
    ? new AppError('BAD_USER_INPUT', error.message, { cause: error })
    : toAppError(new Error(error.message, { cause: error }));
}

/**
 * The answer to a request that failed as a whole: null for each root field and an error with its path, or for
 * `_entities` one error per representation with the path ['_entities', i], which the router maps to the client's path.
 */
export function wholeFailure(o: {
  request: FaultyRequest;
  document?: DocumentNode;
  errors: readonly GraphQLError[];
}): ExecutionResult {
  const [first] = o.errors;
  const operation = o.document ? getOperationAST(o.document, o.request.operationName) : undefined;
  if (!operation || !first || !o.document) return withoutDocument(o.request, o.errors);
  const data: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  for (const field of fieldsIn([operation.selectionSet], fragmentsOf(o.document))) {
    const name = responseNameOf(field);
    const cause = o.errors.find((error) => error.path?.[0] === name) ?? first;
    const count = field.name.value === '_entities' ? representationsOf(field, o.request.variables) : undefined;
    data[name] = count === undefined ? null : new Array<null>(count).fill(null);
    const paths = count === undefined ? [[name]] : Array.from({ length: count }, (_, i) => [name, i]);
    errors.push(...paths.map((path) => at(path, o.errors.find((error) => samePath(error.path, path)) ?? cause)));
  }
  return { data, errors };
}

/** Without a parsable query only the variables say whether entities were requested. */
function withoutDocument(request: FaultyRequest, errors: readonly GraphQLError[]): ExecutionResult {
  const representations = request.variables?.['representations'];
  const [first] = errors;
  if (!Array.isArray(representations) || !first) return { data: null, errors };
  return {
    data: { _entities: representations.map(() => null) },
    errors: representations.map((_, i) => at(['_entities', i], first)),
  };
}

function at(path: readonly (string | number)[], error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, { path, extensions: error.extensions });
}

function samePath(a: readonly (string | number)[] | undefined, b: readonly (string | number)[]): boolean {
  return a !== undefined && b.every((step, i) => a[i] === step);
}

function representationsOf(field: FieldNode, variables: Record<string, unknown> | undefined): number | undefined {
  const value = field.arguments?.find((argument) => argument.name.value === 'representations')?.value;
  if (value?.kind === Kind.LIST) return value.values.length;
  const given = value?.kind === Kind.VARIABLE ? variables?.[value.name.value] : undefined;
  return Array.isArray(given) ? given.length : undefined;
}
