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
 * Turns anything thrown into an AppError whose message is safe to show: errors of PostgreSQL, kysely, MongoDB,
 * ioredis, Elasticsearch, sockets and abort signals. What it does not know is INTERNAL_SERVER_ERROR, a ZodError too: it
 * says that stored data or another service's answer has not the form that it must have. `parseInput` reads what a client
 * sent. The original is kept as `cause`.
 */
export function toAppError(err: unknown): AppError {
  if (err instanceof AppError) return err;
  if (!(err instanceof Error)) return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause: err });
  return (
    fromPostgres(err) ??
    fromMongo(err) ??
    fromRedis(err) ??
    fromElasticsearch(err) ??
    fromNode(err) ??
    new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause: err })
  );
}

/** Reads a client's input by a zod schema. Throws BAD_USER_INPUT that names every wrong field. */
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

/** True where PostgreSQL gave up a transaction only because of others: serialization failure (40001), deadlock (40P01). */
export function isRetryable(err: unknown): boolean {
  const code = postgresCode(err);
  return code === '40001' || code === '40P01';
}

function fromNode(err: Error): AppError | undefined {
  // AbortSignal.timeout() aborts with TimeoutError, abort() with AbortError.
  if (err.name === 'AbortError' || err.name === 'TimeoutError')
    return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause: err });
  const codes = [err, ...(err instanceof AggregateError ? (err.errors as unknown[]) : []), err.cause].map(codeOf);
  if (codes.some((code) => UNREACHABLE.has(code)))
    return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause: err });
  if (codes.some((code) => TIMED_OUT.has(code))) return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause: err });
  return undefined;
}

function codeOf(err: unknown): string {
  return err instanceof Error && 'code' in err && typeof err.code === 'string' ? err.code : '';
}

/** Whether PostgreSQL has no partition for a row. */
export function isPartitionMissing(err: unknown): boolean {
  // It has the code of a check, but names no constraint.
  return postgresCode(err) === '23514' && postgresConstraint(err) === undefined;
}

/** Whether a lock was not to be had within `lock_timeout`. */
export function isLockTimeout(err: unknown): boolean {
  return postgresCode(err) === '55P03';
}
