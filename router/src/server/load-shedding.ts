import { monitorEventLoopDelay } from 'node:perf_hooks';
import { counterNamed } from '@quartet/service-kit';
import type { onRequestHookHandler } from 'fastify';
import { sendRefusal } from './refusal.ts';

/** Refuses new requests while the process is so busy that it could not answer them in time. */
export interface LoadShedding {
  readonly refuse: onRequestHookHandler;
  stop(): void;
}

const SAMPLED_EVERY_MS = 20;
const JUDGED_EVERY_MS = 500;
/** One long turn, such as a large answer, is no overload: half of all turns are late, three times in a row. */
const LATE_ROUNDS = 3;
const RETRY_AFTER_S = 1;
const MS = 1_000_000;

/** `maxLagMs`: how late turns of the event loop may be. What is refused costs next to nothing, so the loop recovers. */
export function createLoadShedding({ maxLagMs }: { maxLagMs: number }): LoadShedding {
  const delays = monitorEventLoopDelay({ resolution: SAMPLED_EVERY_MS });
  const shed = counterNamed({
    name: 'quartet_requests_shed_total',
    help: 'Requests that were refused because the event loop was late',
    labelNames: [],
  });
  let lateRounds = 0;
  delays.enable();
  const judge = setInterval(() => {
    const lagMs = delays.percentile(50) / MS - SAMPLED_EVERY_MS;
    lateRounds = lagMs > maxLagMs ? lateRounds + 1 : 0;
    delays.reset();
  }, JUDGED_EVERY_MS).unref();
  return {
    refuse(_request, reply, done) {
      if (lateRounds < LATE_ROUNDS) return done();
      shed.inc();
      void sendRefusal(reply, {
        status: 503,
        code: 'SERVICE_UNAVAILABLE',
        message: 'The shop is very busy right now; please try again in a moment',
        headers: { 'retry-after': String(RETRY_AFTER_S) },
      });
    },
    stop() {
      clearInterval(judge);
      delays.disable();
    },
  };
}
