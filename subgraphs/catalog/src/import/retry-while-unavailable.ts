import { setTimeout as wait } from 'node:timers/promises';
import { operatorHint, toAppError, type AppError, type Logger } from '@quartet/service-kit';

const AWAY = new Set(['SERVICE_UNAVAILABLE', 'TIMEOUT']);
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
const PATIENCE_MS = 60_000;

/**
 * Tries again while the database is away, for a minute. For writes that change nothing when they are done twice: whether
 * a write that broke off was done is not known.
 */
export async function retryWhileUnavailable<T>(run: () => Promise<T>, o: { log: Logger }): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(2 * ms, MAX_PAUSE_MS)) {
    try {
      return await run();
    } catch (error) {
      if (!mayPass(toAppError(error)) || Date.now() > deadline) throw error;
      o.log.warn({ err: error }, 'the catalog does not answer: the import waits and tries again');
      await wait(ms);
    }
  }
}

/** A refused log-in or a missing table stays so. */
function mayPass(error: AppError): boolean {
  return AWAY.has(error.code) && operatorHint(error) === undefined;
}
