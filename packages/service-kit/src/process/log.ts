import { pino } from 'pino';
import { errorForLog } from '../errors/log-errors.ts';
import { StartError } from '../errors/start-error.ts';

export type Logger = pino.Logger;

// pino redacts by path, not by name at any depth: two levels cover what we log.
const SECRETS = ['password', 'token', 'accessToken', 'authorization', 'cookie'];
const REDACTED_PATHS = [
  ...SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  'req.headers.authorization',
  'req.headers.cookie',
];

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * A JSON logger on standard output, or on `destination`: ISO times, secrets redacted, errors reduced to what says what
 * went wrong. The level is `level`, else LOG_LEVEL, else info.
 * @throws StartError for an unknown level
 */
export function createLogger(o: { name: string; level?: string; destination?: pino.DestinationStream }): Logger {
  const level = o.level ?? (process.env['LOG_LEVEL'] || 'info');
  if (!LEVELS.includes(level)) throw new StartError(`LOG_LEVEL is "${level}", and must be one of ${LEVELS.join(', ')}`);
  const options: pino.LoggerOptions = {
    name: o.name,
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorForLog, cause: errorForLog },
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
  };
  return o.destination ? pino(options, o.destination) : pino(options);
}
