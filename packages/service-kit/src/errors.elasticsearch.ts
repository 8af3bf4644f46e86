import { errors } from '@elastic/elasticsearch';
import { AppError, SAFE_MESSAGES } from './app-error.ts';

const BAD_DOCUMENT = new Set([
  'mapper_parsing_exception',
  'document_parsing_exception',
  'strict_dynamic_mapping_exception',
]);

/** Errors of the Elasticsearch client, whether Elasticsearch or OpenSearch answers; undefined where it is not one. */
export function fromElasticsearch(cause: Error): AppError | undefined {
  if (cause instanceof errors.TimeoutError || cause instanceof errors.RequestAbortedError) {
    return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause });
  }
  if (cause instanceof errors.ConnectionError || cause instanceof errors.NoLivingConnectionsError) {
    return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause });
  }
  if (cause instanceof errors.ResponseError) return fromResponse(cause);
  if (cause instanceof errors.ElasticsearchClientError) {
    return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
  }
  return undefined;
}

function fromResponse(cause: errors.ResponseError): AppError {
  const type = typeOf(cause.body);
  switch (cause.statusCode) {
    case 404:
      // A missing document is an answer; a missing index is a search that is not set up yet.
      return type === 'index_not_found_exception'
        ? new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause })
        : new AppError('NOT_FOUND', SAFE_MESSAGES.notFound, { cause });
    case 409:
      return new AppError('CONFLICT', SAFE_MESSAGES.concurrent, { cause, details: { kind: 'version' } });
    case 400:
      return BAD_DOCUMENT.has(type)
        ? new AppError('BAD_USER_INPUT', SAFE_MESSAGES.invalid, { cause, details: { kind: 'value' } })
        : new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
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

function typeOf(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('error' in body)) return '';
  const error: unknown = body.error;
  return typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : '';
}
