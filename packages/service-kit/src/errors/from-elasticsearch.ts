import { errors } from '@elastic/elasticsearch';
import { AppError, needsOperator, SAFE_MESSAGES } from './app-error.ts';

const BAD_DOCUMENT = ['mapper_parsing_exception', 'document_parsing_exception'];
const UNKNOWN_FIELD = 'strict_dynamic_mapping_exception';
/**
 * The messages of Elasticsearch and OpenSearch for a query that does not fit the index's mapping. It has no error type
 * of its own, and in an aggregation the status is 500.
 */
const MISFIT = new RegExp(
  [
    'No mapping found for \\[',
    'Fielddata is disabled',
    'Text fields are not optimi[sz]ed',
    'failed to find nested object under path',
    'nested object under path \\S+ is not of nested type',
    'failed to parse date field',
    'For input string',
    'is not supported for aggregation',
    'Can only use [\\w ]+ queries on',
    'analyzer \\[[^\\]]*\\] not found',
  ].join('|'),
);

const NO_INDEX = 'the search index does not exist: run npm run migrate';
const NOT_OUR_MAPPING = 'the mapping of the search index is not the one that this code needs: run npm run migrate';
const REFUSED =
  'the search engine refuses us: check user and password in ELASTICSEARCH_URL, and the rights of that user';
const BLOCKED = 'the search index is blocked: check its index.blocks settings, and whether the disk is full';

/** Maps errors of the Elasticsearch client, for Elasticsearch and OpenSearch; undefined for any other error. */
export function fromElasticsearch(cause: Error): AppError | undefined {
  if (cause instanceof errors.TimeoutError || cause instanceof errors.RequestAbortedError) {
    return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause });
  }
  if (cause instanceof errors.ConnectionError || cause instanceof errors.NoLivingConnectionsError) {
    return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause });
  }
  if (cause instanceof errors.ResponseError) {
    const body: unknown = cause.body;
    const error = isRecord(body) ? body['error'] : undefined;
    return fromSearchAnswer({ status: cause.statusCode ?? 0, error, cause });
  }
  if (cause instanceof errors.ElasticsearchClientError) {
    return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
  }
  return undefined;
}

/**
 * Maps one failed answer of the search engine: its HTTP status and the `error` in its body. Also for the answers within
 * a multi-search, which have no exception of their own.
 */
export function fromSearchAnswer({
  status,
  error,
  cause,
}: {
  status: number;
  error: unknown;
  cause: unknown;
}): AppError {
  const types = typesOf(error);
  if (types.has('index_not_found_exception')) return needsOperator('schema', NO_INDEX, cause);
  // With 503 the cluster is starting.
  if (types.has('cluster_block_exception') && status !== 503) return needsOperator('access', BLOCKED, cause);
  if (isMisfit(status, types, error)) return needsOperator('schema', NOT_OUR_MAPPING, cause);
  switch (status) {
    case 401:
    case 403:
      return needsOperator('access', REFUSED, cause);
    case 404:
      return new AppError('NOT_FOUND', SAFE_MESSAGES.notFound, { cause });
    case 409:
      return new AppError('CONFLICT', SAFE_MESSAGES.concurrent, { cause, details: { kind: 'version' } });
    case 400:
      return fromBadRequest(types, cause);
    case 408:
      return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause });
    case 429:
    case 502:
    case 503:
    case 504:
      return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause });
    default:
      return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
  }
}

function isMisfit(status: number, types: ReadonlySet<string>, error: unknown): boolean {
  // A bad value in a document is the writer's fault, although the message is the same.
  if (BAD_DOCUMENT.some((type) => types.has(type))) return false;
  if (status === 400 && types.has(UNKNOWN_FIELD)) return true;
  return (status === 400 || status === 500) && MISFIT.test(JSON.stringify(error ?? ''));
}

function fromBadRequest(types: ReadonlySet<string>, cause: unknown): AppError {
  if (BAD_DOCUMENT.some((type) => types.has(type))) {
    return new AppError('BAD_USER_INPUT', SAFE_MESSAGES.invalid, { cause, details: { kind: 'value' } });
  }
  return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
}

/** The types of an error and of its root causes. */
function typesOf(error: unknown): Set<string> {
  if (!isRecord(error)) return new Set();
  const roots: unknown[] = Array.isArray(error['root_cause']) ? error['root_cause'] : [];
  return new Set([error, ...roots].flatMap((one) => (isRecord(one) ? [String(one['type'])] : [])));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
