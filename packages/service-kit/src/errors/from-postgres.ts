import { NoResultError } from 'kysely';
import { AppError, needsOperator, SAFE_MESSAGES } from './app-error.ts';

// pg and pg-pool throw these as plain errors that only their messages identify.
const LOST =
  /^(Connection terminated|timeout expired$|Cannot use a pool after|Client has encountered a connection error|Client was closed|The client was closed)/;
const CONNECT_TIMED_OUT = /^timeout exceeded when trying to connect/;
/** The server did not answer a query in time. */
export const READ_TIMED_OUT = /^Query read timeout/;
const NO_PASSWORD = /^SASL: .*password/;

const LOG_IN_REFUSED = 'PostgreSQL refuses the log-in: check user and password in the URL, and the role on the server';
const NEEDS_MIGRATION = 'the database is not the one that this code needs: run npm run migrate';
/** SQLSTATEs that only an operator can fix. */
const FOR_OPERATORS: Readonly<Record<string, { kind: 'access' | 'schema'; hint: string }>> = {
  '28P01': { kind: 'access', hint: LOG_IN_REFUSED },
  '28000': { kind: 'access', hint: LOG_IN_REFUSED },
  '42501': { kind: 'access', hint: 'the PostgreSQL role lacks a right: make it the owner, or grant the right' },
  '42P01': { kind: 'schema', hint: NEEDS_MIGRATION }, // no such table
  '42703': { kind: 'schema', hint: NEEDS_MIGRATION }, // no such column
  '3F000': { kind: 'schema', hint: NEEDS_MIGRATION }, // no such schema
  '3D000': { kind: 'schema', hint: 'the database that the URL names does not exist: run npm run migrate' },
};

/** The SQLSTATE of a PostgreSQL error, also through an AppError's cause; undefined for anything else. */
export function postgresCode(error: unknown): string | undefined {
  const original = error instanceof AppError ? error.cause : error;
  if (!(original instanceof Error) || !('severity' in original) || !('code' in original)) return undefined;
  return typeof original.code === 'string' ? original.code : undefined;
}

export function postgresConstraint(error: unknown): string | undefined {
  const original = error instanceof AppError ? error.cause : error;
  if (!(original instanceof Error) || !('constraint' in original)) return undefined;
  return typeof original.constraint === 'string' ? original.constraint : undefined;
}

/** Maps errors of pg, pg-pool and kysely; undefined for any other error. */
export function fromPostgres(error: Error): AppError | undefined {
  if (error instanceof NoResultError) return new AppError('NOT_FOUND', SAFE_MESSAGES.notFound, { cause: error });
  if (LOST.test(error.message) || CONNECT_TIMED_OUT.test(error.message)) {
    return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause: error });
  }
  if (READ_TIMED_OUT.test(error.message)) return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause: error });
  if (NO_PASSWORD.test(error.message)) return needsOperator('access', LOG_IN_REFUSED, error);
  const code = postgresCode(error);
  return code === undefined ? undefined : fromSqlState(code, error);
}

function fromSqlState(code: string, cause: Error): AppError {
  const fix = FOR_OPERATORS[code];
  if (fix) return needsOperator(fix.kind, fix.hint, cause);
  const constraint = postgresConstraint(cause);
  switch (code) {
    case '23505':
    case '23P01':
      return new AppError('CONFLICT', SAFE_MESSAGES.taken, { cause, details: { kind: 'unique', constraint } });
    case '23503':
      return new AppError('CONFLICT', SAFE_MESSAGES.stillUsed, { cause, details: { kind: 'foreign_key', constraint } });
    case '23514':
      // A row without a partition has the same code, but names no constraint. That is a fault of ours.
      if (constraint === undefined) return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
      return new AppError('BAD_USER_INPUT', SAFE_MESSAGES.invalid, { cause, details: { kind: 'check', constraint } });
    case '22001': // too long
    case '22003': // out of range
    case '22007': // not a date
    case '22008':
    case '22P02': // not of this type, a bad UUID for example
    case '22021': // not in this encoding, a NUL for example
      return new AppError('BAD_USER_INPUT', SAFE_MESSAGES.invalid, { cause, details: { kind: 'value' } });
    case '40001':
    case '40P01':
      return new AppError('CONFLICT', SAFE_MESSAGES.concurrent, { cause, details: { kind: 'concurrent' } });
    case '57014': // statement_timeout, or cancelled
    case '55P03': // lock_timeout
    case '25P03': // idle_in_transaction_session_timeout
      return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause });
    case '25006': // read-only: connected to a standby during a failover
      return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause });
    default:
      return isUnavailable(code)
        ? new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause })
        : new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
  }
}

/**
 * Whether the server rejects writes because it is a standby by now, or shuts down: the connection is no longer usable.
 */
export function isGoneServer(error: unknown): boolean {
  const code = postgresCode(error) ?? '';
  return code === '25006' || code.startsWith('57P') || code.startsWith('08');
}

// 08 connection, 53 out of connections, disk or memory, 57P shutting down or starting up.
function isUnavailable(code: string): boolean {
  return code.startsWith('08') || code.startsWith('53') || code.startsWith('57P');
}
