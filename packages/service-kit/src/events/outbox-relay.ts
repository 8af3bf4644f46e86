import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Logger } from '../log.ts';
import type { CloudEvent } from './envelope.ts';
import { listenToOutbox } from './outbox-listener.ts';
import { backoffMs, pause } from './pause.ts';
import { publishEvents } from './publish.ts';
import type { Worker } from './worker.ts';

const BATCH = 100;
const POLL_MS = 1_000;
const CLEAN_EVERY_MS = 10 * 60_000;

export interface OutboxRelayOptions<DB> {
  db: Kysely<DB>;
  /** The same database, for a connection that only listens. */
  listenUrl: string;
  redis: Redis;
  /** Only rows of this stream are sent. */
  stream: string;
  log: Logger;
}

/**
 * Sends what lies in the outbox to its stream, woken by NOTIFY or by its own poll each second. Any number of relays
 * may run: each takes rows that no other holds. While the broker or the database is away it waits and tries again.
 */
export function startOutboxRelay<DB>(o: OutboxRelayOptions<DB>): Worker {
  const name = `outbox relay of ${o.stream}`;
  const stopping = new AbortController();
  const doorbell = makeDoorbell();
  const listener = listenToOutbox({ url: o.listenUrl, wake: doorbell.ring, log: o.log });
  let nextCleaning = Date.now();

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        const sent = await relayBatch(o);
        if (failures > 0) o.log.info({ stream: o.stream }, 'outbox relay works again');
        failures = 0;
        if (Date.now() >= nextCleaning) {
          nextCleaning = Date.now() + CLEAN_EVERY_MS;
          await deletePublished(o.db);
        }
        if (sent < BATCH) await doorbell.wait(POLL_MS);
      } catch (error) {
        if (failures === 0 && !stopping.signal.aborted) {
          o.log.warn({ err: error, stream: o.stream }, 'outbox relay cannot publish; it waits and tries again');
        }
        await pause(backoffMs(failures++, { firstMs: 100, maxMs: 2_000 }), stopping.signal);
      }
    }
  }

  const running = run();
  return {
    name,
    async stop() {
      stopping.abort();
      doorbell.ring();
      await Promise.all([running, listener.stop()]);
    },
  };
}

/**
 * Publishes up to 100 rows and marks them; answers how many. The rows stay locked until the broker has acknowledged
 * them, so that other relays pass them by; a crash in between leaves them unmarked, and they are sent once more.
 * @throws the database's or the broker's error; nothing is marked then
 */
export async function relayBatch<DB>(o: { db: Kysely<DB>; redis: Redis; stream: string }): Promise<number> {
  return o.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string; event: CloudEvent }>`
      select id, event from outbox
      where stream = ${o.stream} and published_at is null
      order by id
      limit ${BATCH}
      for update skip locked`.execute(trx);
    if (rows.length === 0) return 0;
    await publishEvents(
      o.redis,
      o.stream,
      rows.map((row) => row.event),
    );
    const ids = rows.map((row) => row.id);
    await sql`update outbox set published_at = clock_timestamp() where id = any(${ids}::uuid[])`.execute(trx);
    return rows.length;
  });
}

/** Deletes what was published more than a day ago, a thousand rows at a time; answers how many rows went. */
export async function deletePublished<DB>(db: Kysely<DB>): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from outbox where id in (
        select id from outbox where published_at < now() - interval '1 day' limit 1000 for update skip locked)`.execute(
      db,
    );
    const affected = Number(numAffectedRows ?? 0n);
    deleted += affected;
    if (affected < 1000) return deleted;
  }
}

/** A bell that can be rung before anybody waits: rings are never lost, many rings are one. */
function makeDoorbell(): { ring: () => void; wait: (ms: number) => Promise<void> } {
  let rung = false;
  let answer: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      answer?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          answer = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      answer = undefined;
      rung = false;
    },
  };
}
