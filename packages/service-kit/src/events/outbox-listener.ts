import pg from 'pg';
import type { Logger } from '../log.ts';
import { pause } from './pause.ts';
import { OUTBOX_CHANNEL } from './outbox.ts';

const RECONNECT_MS = 1_000;

/**
 * Calls `wake` at each NOTIFY of the outbox, over a connection of its own that is made again whenever it is lost.
 * It is only a shortcut: without it the relay still polls.
 */
export function listenToOutbox(o: { url: string; wake: () => void; log: Logger }): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let current: pg.Client | undefined;

  async function listenOnce(): Promise<void> {
    const client = new pg.Client({
      connectionString: o.url,
      application_name: 'outbox-listener',
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
    });
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
      o.wake(); // for what was notified while nobody listened
      await lost;
    } finally {
      current = undefined;
      await client.end().catch(() => undefined);
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
