import { setTimeout as wait } from 'node:timers/promises';
import { operatorHint, toAppError, type AppError, type Logger } from '@quartet/service-kit';

const AWAY = new Set(['SERVICE_UNAVAILABLE', 'TIMEOUT']);
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;
const MAX_WAIT_MS = 60_000;

/**
 * Retries for a minute while the database is unavailable. For writes that may be repeated: it is not known whether a
 * write that was cut off succeeded.
 */
export async function retryWhileUnavailable<T>(run: () => Promise<T>, { log }: { log: Logger }): Promise<T> {
  const deadline = Date.now() + MAX_WAIT_MS;
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(2 * ms, MAX_PAUSE_MS)) {
    try {
      return await run();
    } catch (error) {
      if (!mayPass(toAppError(error)) || Date.now() > deadline) throw error;
      log.warn({ err: error }, 'the catalog does not answer: the import waits and tries again');
      await wait(ms);
    }
  }
}

/** A rejected log-in or a missing table does not pass. */
function mayPass(error: AppError): boolean {
  return AWAY.has(error.code) && operatorHint(error) === undefined;
}
