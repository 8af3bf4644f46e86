import { pino } from 'pino';

/** The properties of drivers' errors that say what went wrong. */
const KEPT = [
  'type',
  'message',
  'stack',
  'code',
  'codeName',
  'details',
  'severity',
  'constraint',
  'schema',
  'table',
  'column',
  'statusCode',
  'status',
  'errno',
  'syscall',
  'address',
  'port',
  'signal',
];

/**
 * An error as the log shows it, with its causes in message and stack. Other properties are left out: ioredis attaches
 * the command to its errors, including the password of AUTH; the search client the whole request; PostgreSQL the row.
 */
export function errorForLog(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const shown = pino.stdSerializers.err(error);
  const kept = KEPT.flatMap((key): [string, unknown][] => (shown[key] === undefined ? [] : [[key, shown[key]]]));
  const parts: unknown[] = error instanceof AggregateError ? error.errors : [];
  return { ...Object.fromEntries(kept), ...(parts.length > 0 && { aggregateErrors: parts.map(errorForLog) }) };
}
