import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Logger } from '../log.ts';
import { pruneRows } from '../prune.ts';
import type { Pruned } from '../prune.ts';
import { timeOf } from './bus-state.ts';
import { eventMetrics } from './metrics.ts';
import { listenToOutbox } from './outbox-listener.ts';
import { outboxBacklog } from './outbox.ts';
import { holdOffResend, sendAgainWhatWasLost } from './outbox-resend.ts';
import { backoffMs, pause } from './pause.ts';
import { publishTo } from './publish.ts';
import type { Outgoing } from './publish.ts';
import { startStreamCare, trimStream } from './stream-care.ts';
import type { Worker } from './worker.ts';

const BATCH = 100;
const POLL_MS = 1_000;
/** How often the store and the backlog are looked at. */
const LOOK_EVERY_MS = 5_000;
const CLEAN_EVERY_MS = 10 * 60_000;
/** So long, and with such pauses, since the relay sends nothing while it deletes. */
const CLEAN_AT_MOST_MS = 200;
const CLEAN_AGAIN_MS = 1_000;

export interface OutboxRelayOptions<DB> {
  db: Kysely<DB>;
  /** The same database, for a connection that only listens. */
  listenUrl: string;
  redis: Redis;
  /** Only rows of this stream are sent. */
  stream: string;
  log: Logger;
  /** How often it looks whether the store has lost something (default 5,000), besides each time it is connected. */
  lookEveryMs?: number;
}

/**
 * Sends what lies in the outbox to its stream, woken by NOTIFY or by its own poll each second. Any number of relays
 * may run: each takes rows that no other holds. While the broker or the database is away it waits and tries again.
 * What a store has lost is sent again. It also takes care of the stream: trims it and measures it.
 */
export function startOutboxRelay<DB>(o: OutboxRelayOptions<DB>): Worker {
  const name = `outbox relay of ${o.stream}`;
  const stopping = new AbortController();
  const doorbell = makeDoorbell();
  const listener = listenToOutbox({ url: o.listenUrl, wake: doorbell.ring, log: o.log });
  const care = startStreamCare(o);
  let nextCleaning = Date.now();
  let nextLook = 0;
  const lookSoon = (): void => {
    nextLook = 0;
    doorbell.ring();
  };
  o.redis.on('ready', lookSoon);

  async function look(): Promise<void> {
    nextLook = Date.now() + (o.lookEveryMs ?? LOOK_EVERY_MS);
    await sendAgainWhatWasLost(o);
    await measureOutbox(o.db, o.stream);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        if (Date.now() >= nextLook) await look();
        const sent = await relayBatch(o);
        if (failures > 0) o.log.info({ stream: o.stream }, 'outbox relay works again');
        failures = 0;
        if (Date.now() >= nextCleaning) {
          nextCleaning = Date.now() + CLEAN_EVERY_MS;
          const { more } = await forgetAcknowledged(o);
          if (more) nextCleaning = Date.now() + CLEAN_AGAIN_MS;
        }
        if (sent < BATCH) await doorbell.wait(POLL_MS);
      } catch (error) {
        if (failures === 0 && !stopping.signal.aborted) {
          o.log.warn({ err: error, stream: o.stream }, 'outbox relay cannot publish; it waits and tries again');
        }
        nextLook = 0;
        await pause(backoffMs(failures++, { firstMs: 100, maxMs: 2_000 }), stopping.signal);
      }
    }
  }

  const running = run();
  return {
    name,
    async stop() {
      stopping.abort();
      o.redis.off('ready', lookSoon);
      doorbell.ring();
      await Promise.all([running, listener.stop(), care.stop()]);
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
    await holdOffResend(trx, o.stream);
    const { rows } = await sql<Outgoing & { id: string }>`
      select id, event, only_group as only from outbox
      where stream = ${o.stream} and published_at is null
      order by id
      limit ${BATCH}
      for update skip locked`.execute(trx);
    if (rows.length === 0) return 0;
    await publishTo(o.redis, o.stream, rows);
    const ids = rows.map((row) => row.id);
    await sql`update outbox set published_at = clock_timestamp() where id = any(${ids}::uuid[])`.execute(trx);
    return rows.length;
  });
}

/** The broker's clock and the database's may differ by so much. */
const CLOCKS_APART_MS = 60 * 60_000;

/** Deletes what was published more than a day ago, but for what some group has yet to acknowledge. */
export async function forgetAcknowledged<DB>(o: { db: Kysely<DB>; redis: Redis; stream: string }): Promise<Pruned> {
  const oldestWanted = await trimStream(o.redis, o.stream);
  if (oldestWanted === null) return { rows: 0, more: false };
  return deletePublished(o.db, { stream: o.stream, before: new Date(timeOf(oldestWanted) - CLOCKS_APART_MS) });
}

/** Deletes a stream's rows that were published more than a day ago and before `before`. Events wait meanwhile. */
export async function deletePublished<DB>(db: Kysely<DB>, o: { stream: string; before?: Date }): Promise<Pruned> {
  return pruneRows(db, {
    table: 'outbox',
    column: 'published_at',
    before: sql`least(now() - interval '1 day', ${o.before ?? null}::timestamptz)`,
    where: sql`stream = ${o.stream}`,
    budgetMs: CLEAN_AT_MOST_MS,
    pauseMs: 0,
  });
}

async function measureOutbox<DB>(db: Kysely<DB>, stream: string): Promise<void> {
  const { rows, oldestSeconds } = await outboxBacklog(db, stream);
  eventMetrics().outboxRows.set({ stream }, rows);
  eventMetrics().outboxAge.set({ stream }, oldestSeconds);
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
