/**
 * Every `extensions.code` that an answer of the graph may have. `docs/errors.md` explains each of them to operators and
 * to developers of clients; a test compares the two lists.
 */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'QUERY_TOO_EXPENSIVE',
  'ANSWER_TOO_LARGE',
  'QUERY_SUSPENDED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'TIMEOUT',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

const KNOWN: ReadonlySet<unknown> = new Set(ERROR_CODES);

export function isErrorCode(code: unknown): code is ErrorCode {
  return KNOWN.has(code);
}
