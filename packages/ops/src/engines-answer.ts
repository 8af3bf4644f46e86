import { setTimeout as delay } from 'node:timers/promises';
import { type HealthChecks, StartError, type SubgraphService } from '@quartet/service-kit';

/** First connections take seconds on a busy machine, and the MongoDB driver gives its first one up after two. */
const DEADLINE_MS = 60_000;
const RETRY_MS = 100;

/**
 * Resolves once every engine has answered each service: what a command or a request asks next finds open connections.
 * @throws StartError where one does not answer within a minute
 */
export async function enginesAnswer(services: Readonly<Record<string, SubgraphService>>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  const answered = Object.entries(mergeChecks(services)).map(async ([name, check]) => {
    for (;;) {
      try {
        return await check();
      } catch (error) {
        if (performance.now() > deadline) throw new StartError(`${name} does not answer`, { cause: error });
      }
      await delay(RETRY_MS);
    }
  });
  // All settle, so that nothing is asked in the background after a failure.
  for (const one of await Promise.allSettled(answered)) if (one.status === 'rejected') throw one.reason;
}

/** Each service's checks under names such as orders.postgres. */
export function mergeChecks(services: Readonly<Record<string, SubgraphService>>): HealthChecks {
  const merged: HealthChecks = {};
  for (const [subgraph, service] of Object.entries(services)) {
    for (const [name, check] of Object.entries(service.checks)) merged[`${subgraph}.${name}`] = check;
  }
  return merged;
}
