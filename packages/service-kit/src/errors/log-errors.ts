import { pino } from 'pino';

/** Of what drivers hang on their errors, this much says what went wrong. */
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
 * An error as the log shows it, its causes in message and stack. The rest is left out: ioredis hangs the command on its
 * errors, with the password where that is AUTH; the search client the whole request; PostgreSQL the row.
 */
export function errorForLog(err: unknown): unknown {
  if (!(err instanceof Error)) return err;
  const shown = pino.stdSerializers.err(err);
  const kept = KEPT.flatMap((key): [string, unknown][] => (shown[key] === undefined ? [] : [[key, shown[key]]]));
  const parts: unknown[] = err instanceof AggregateError ? err.errors : [];
  return { ...Object.fromEntries(kept), ...(parts.length > 0 && { aggregateErrors: parts.map(errorForLog) }) };
}
