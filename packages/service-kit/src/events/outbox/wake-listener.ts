import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../process/log.ts';
import { WatchedClient } from '../../databases/postgres-connection.ts';
import { pause } from '../../process/pause.ts';
import { OUTBOX_CHANNEL } from './outbox.ts';

const RECONNECT_MS = 1_000;
const CHECK_EVERY_MS = 10_000;
const ANSWER_MS = 2_000;

/**
 * Calls `wake` at each NOTIFY of the outbox, over its own connection, which it re-establishes after every loss,
 * including silent ones that only a query reveals. It only saves time: without it the relay still polls.
 */
export function listenToOutbox(o: { url: string; wake: () => void; log: Logger; checkEveryMs?: number }): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  let current: WatchedClient | undefined;

  async function listenOnce(): Promise<void> {
    const client = new WatchedClient({
      connectionString: o.url,
      application_name: 'outbox-listener',
      connectionTimeoutMillis: 2_000,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    const ended = new AbortController();
    // A pg client without an 'error' listener takes the process down when its connection breaks.
    const lost = new Promise<void>((resolve) => {
      client.once('error', () => resolve());
      client.once('end', () => resolve());
    });
    client.on('error', (error) => o.log.debug({ err: error }, 'outbox listener lost its connection'));
    client.on('notification', o.wake);
    current = client;
    try {
      // A client that is ended while it connects never settles its connect().
      await Promise.race([client.connect(), lost]);
      if (stopping.signal.aborted) return;
      await Promise.race([client.query(`listen ${OUTBOX_CHANNEL}`), lost]);
      o.wake(); // for notifications that were missed without a connection
      await Promise.race([checkRepeatedly(client, ended.signal), lost]);
    } finally {
      ended.abort();
      current = undefined;
      await client.end().catch(() => undefined);
    }
  }

  /** @throws the error of the first check without an answer */
  async function checkRepeatedly(client: WatchedClient, ended: AbortSignal): Promise<void> {
    for (;;) {
      await delay(o.checkEveryMs ?? CHECK_EVERY_MS, undefined, { signal: ended, ref: false });
      await client.query('select 1');
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await listenOnce();
      } catch (error) {
        o.log.debug({ err: error }, 'outbox listener cannot connect');
      }
      await pause(RECONNECT_MS, stopping.signal);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await current?.end().catch(() => undefined);
      await running;
    },
  };
}
