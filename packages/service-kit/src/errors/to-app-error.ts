import type { z } from 'zod';
import { fromElasticsearch } from './from-elasticsearch.ts';
import { fromMongo } from './from-mongo.ts';
import { fromPostgres, postgresCode, postgresConstraint } from './from-postgres.ts';
import { fromRedis } from './from-redis.ts';
import { AppError, SAFE_MESSAGES } from './app-error.ts';

export * from './app-error.ts';
export * from './codes.ts';
export { fromSearchAnswer } from './from-elasticsearch.ts';

// Codes of Node's sockets, whichever driver they come through.
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const TIMED_OUT = new Set(['ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/**
 * Turns anything thrown into an AppError with a message that is safe to show: errors of PostgreSQL, kysely, MongoDB,
 * ioredis, Elasticsearch, sockets and abort signals. Unknown errors become INTERNAL_SERVER_ERROR, and so does a
 * ZodError: it means that stored data or another service's answer does not have the expected form. `parseInput` parses
 * what a client sent. `cause` keeps the original.
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause: error });
  return (
    fromPostgres(error) ??
    fromMongo(error) ??
    fromRedis(error) ??
    fromElasticsearch(error) ??
    fromNode(error) ??
    new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause: error })
  );
}

/**
 * Parses a client's input with a zod schema.
 * @throws AppError BAD_USER_INPUT that names every wrong field
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) =>
    issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ${issue.message}` : issue.message,
  );
  const details = { kind: 'validation', problems };
  throw new AppError('BAD_USER_INPUT', problems.join('; '), { cause: parsed.error, details });
}

/**
 * The unique constraint of PostgreSQL, or unique index of MongoDB, that a write violated: its name, '' where the server
 * does not say it, null for any other error.
 */
export function violatedUnique(error: unknown): string | null {
  if (postgresCode(error) === '23505') return postgresConstraint(error) ?? '';
  if (!(error instanceof Error)) return null;
  const { kind, constraint } = (error instanceof AppError ? error : fromMongo(error))?.details ?? {};
  if (kind !== 'unique') return null;
  return typeof constraint === 'string' ? constraint : '';
}

/** Whether a write violated a unique constraint or unique index; `constraint` narrows it by name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const violated = violatedUnique(error);
  return violated !== null && (constraint === undefined || violated === constraint);
}

/**
 * Whether PostgreSQL aborted a transaction only because of others: serialization failure (40001) or deadlock (40P01).
 */
export function isRetryable(error: unknown): boolean {
  const code = postgresCode(error);
  return code === '40001' || code === '40P01';
}

function fromNode(error: Error): AppError | undefined {
  // AbortSignal.timeout() aborts with TimeoutError, abort() with AbortError.
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause: error });
  const codes = [error, ...(error instanceof AggregateError ? (error.errors as unknown[]) : []), error.cause].map(
    codeOf,
  );
  if (codes.some((code) => UNREACHABLE.has(code)))
    return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause: error });
  if (codes.some((code) => TIMED_OUT.has(code)))
    return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause: error });
  return undefined;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Whether PostgreSQL has no partition for a row. */
export function isPartitionMissing(error: unknown): boolean {
  // It has the code of a violated check, but names no constraint.
  return postgresCode(error) === '23514' && postgresConstraint(error) === undefined;
}

/** Whether a lock could not be acquired within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return postgresCode(error) === '55P03';
}
