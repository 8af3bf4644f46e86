import { GraphQLError, Kind, getOperationAST } from 'graphql';
import type { DocumentNode, ExecutionResult, FieldNode } from 'graphql';
import { AppError, operatorHint, toAppError } from '../errors/to-app-error.ts';
import type { ErrorCode } from '../errors/to-app-error.ts';
import type { Logger } from '../process/log.ts';
import { fieldsIn, fragmentsOf } from './selections.ts';

interface FaultyRequest {
  operationName?: string | null;
  variables?: Record<string, unknown>;
}

const FAULTS = new Set<ErrorCode>(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'TIMEOUT']);

/**
 * Makes an error fit to leave: a safe message, its path and `extensions.code`, nothing else. Faults go to the log with
 * the request id, once each, although a batch that failed comes back with every key of it.
 */
export function errorMask(log: Logger, requestId: string): (err: unknown) => GraphQLError {
  const logged = new Set<unknown>();
  return (err) => {
    const path = err instanceof GraphQLError ? err.path : undefined;
    const original = err instanceof GraphQLError ? (err.originalError ?? err) : err;
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

/** Undefined for refusals that are ours: the client knows all about them. */
function levelOf(err: AppError): 'error' | 'warn' | 'info' | undefined {
  if (err.code === 'INTERNAL_SERVER_ERROR' || operatorHint(err) !== undefined) return 'error';
  if (FAULTS.has(err.code)) return 'warn';
  // A constraint of an engine that no domain function foresaw: what it was is nowhere but in the cause.
  const ofAnEngine = err.details['kind'] !== undefined && err.details['kind'] !== 'validation';
  return ofAnEngine ? 'info' : undefined;
}

// What graphql itself raises says only what the client sent; a scalar that cannot be serialised is our own fault.
function fromGraphQL(err: GraphQLError, path: GraphQLError['path']): AppError {
  const aboutTheRequest = path === undefined || err.message.startsWith('Argument "');
  return aboutTheRequest
    ? new AppError('BAD_USER_INPUT', err.message, { cause: err })
    : toAppError(new Error(err.message, { cause: err }));
}

/**
 * The answer where nothing came of a request: null for each root field and an error with its path, or for `_entities`
 * one error per representation with the path ['_entities', i], which is what leads to the client's own path.
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
    const name = field.alias?.value ?? field.name.value;
    const cause = o.errors.find((err) => err.path?.[0] === name) ?? first;
    const count = field.name.value === '_entities' ? representationsOf(field, o.request.variables) : undefined;
    data[name] = count === undefined ? null : new Array<null>(count).fill(null);
    const paths = count === undefined ? [[name]] : Array.from({ length: count }, (_, i) => [name, i]);
    errors.push(...paths.map((path) => at(path, o.errors.find((err) => samePath(err.path, path)) ?? cause)));
  }
  return { data, errors };
}

/** Without a readable query the variables alone say whether entities were asked for. */
function withoutDocument(request: FaultyRequest, errors: readonly GraphQLError[]): ExecutionResult {
  const representations = request.variables?.['representations'];
  const [first] = errors;
  if (!Array.isArray(representations) || !first) return { data: null, errors };
  return {
    data: { _entities: representations.map(() => null) },
    errors: representations.map((_, i) => at(['_entities', i], first)),
  };
}

function at(path: readonly (string | number)[], err: GraphQLError): GraphQLError {
  return new GraphQLError(err.message, { path, extensions: err.extensions });
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
