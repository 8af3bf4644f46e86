import type { Redis } from 'ioredis';
import { type Kysely, sql } from 'kysely';
import type { Logger } from '../../process/log.ts';
import { type Pruned, pruneRows } from '../../databases/prune.ts';
import { timeOf } from '../bus-state.ts';
import { expectedGroups, type StreamGroups } from '../contract.ts';
import { eventMetrics } from '../metrics.ts';
import { sendRows } from './relay-batch.ts';
import { listenToOutbox } from './wake-listener.ts';
import { resetPublished, noteDataLoss } from './resend.ts';
import { outboxBacklog } from './outbox.ts';
import { backoffMs, pause } from '../../process/pause.ts';
import { createPublisher } from './publish.ts';
import { createRepublishPace } from './republish-pace.ts';
import { createWakeSignal } from './wake-signal.ts';
import { startStreamTrimmer, trimStream } from '../stream-trimmer.ts';
import type { Worker } from '../worker.ts';

const POLL_MS = 1_000;
/** The pauses between checks while republished rows wait for their groups to read. */
const PACE_MS = { firstMs: 10, maxMs: 500 };
/** One of so many batches is reserved for republished rows, however many live ones wait. */
const REPUBLISH_EVERY = 10;
/** How often the broker and the backlog are checked. */
const CHECK_EVERY_MS = 5_000;
const PRUNE_EVERY_MS = 10 * 60_000;
/** The relay sends nothing while it prunes, so pruning is short and pauses in between. */
const PRUNE_BUDGET_MS = 200;
const PRUNE_AGAIN_MS = 1_000;

export interface OutboxRelayOptions<DB> {
  db: Kysely<DB>;
  /** The same database, for a connection that only listens. */
  listenUrl: string;
  redis: Redis;
  contract: StreamGroups;
  /** Only rows of this stream are sent. */
  stream: string;
  log: Logger;
  /** How often the relay checks for data loss at the broker (default 5,000), besides after each connect. */
  checkEveryMs?: number;
}

/**
 * Publishes the rows of the outbox to their stream, woken by NOTIFY or by its own poll each second. Any number of
 * relays may run: each takes rows that no other has locked. While the broker or the database is unavailable the relay
 * waits and retries. After data loss at the broker it resends the lost rows, behind live ones and as fast as their
 * groups read. It also trims and measures the stream.
 */
export function startOutboxRelay<DB>(o: OutboxRelayOptions<DB>): Worker {
  const name = `outbox relay of ${o.stream}`;
  const stopping = new AbortController();
  const wakeSignal = createWakeSignal();
  const listener = listenToOutbox({ url: o.listenUrl, wake: wakeSignal.notify, log: o.log });
  const trimmer = startStreamTrimmer(o);
  let nextPruning = Date.now();
  let nextCheck = 0;
  const checkSoon = (): void => {
    nextCheck = 0;
    wakeSignal.notify();
  };
  o.redis.on('ready', checkSoon);

  const publisher = createPublisher(o);
  const pace = createRepublishPace(o);
  let resending = true;
  let turn = 0;
  let held = 0;

  async function checkBroker(): Promise<void> {
    nextCheck = Date.now() + (o.checkEveryMs ?? CHECK_EVERY_MS);
    await noteDataLoss(o);
    // Also a resend that another relay has left unfinished.
    resending = true;
    await measureOutbox(o.db, o.stream);
  }

  /** Sends a batch and returns for how long (ms) there is nothing to do. */
  async function send(): Promise<number> {
    if (resending) resending = await resetPublished(o.db, o.stream);
    const mayRepublish = await pace.mayContinue();
    const first = mayRepublish && turn++ % REPUBLISH_EVERY === 0 ? 'republished' : 'live';
    const { live, republished } = await sendRows({ ...o, publisher, first, mayRepublish });
    const lastEntry = publisher.lastEntry();
    if (republished > 0 && lastEntry !== null) pace.appended(lastEntry);
    if (resending || live + republished > 0) {
      held = 0;
      return 0;
    }
    return mayRepublish ? POLL_MS : backoffMs(held++, PACE_MS);
  }

  async function prune(): Promise<void> {
    if (Date.now() < nextPruning) return;
    nextPruning = Date.now() + PRUNE_EVERY_MS;
    const { more } = await prunePublished(o);
    if (more) nextPruning = Date.now() + PRUNE_AGAIN_MS;
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        if (Date.now() >= nextCheck) await checkBroker();
        const idleMs = await send();
        if (failures > 0) o.log.info({ stream: o.stream }, 'outbox relay works again');
        failures = 0;
        await prune();
        if (idleMs > 0) await wakeSignal.wait(idleMs);
      } catch (error) {
        if (failures === 0 && !stopping.signal.aborted) {
          o.log.warn({ err: error, stream: o.stream }, 'outbox relay cannot publish; it waits and retries');
        }
        nextCheck = 0;
        await pause(backoffMs(failures++, { firstMs: 100, maxMs: 2_000 }), stopping.signal);
      }
    }
  }

  const running = run();
  return {
    name,
    async stop() {
      stopping.abort();
      o.redis.off('ready', checkSoon);
      wakeSignal.notify();
      await Promise.all([running, listener.stop(), trimmer.stop()]);
    },
  };
}

/**
 * Publishes up to 100 rows, marks them and returns how many. Rows that the broker has acknowledged are always marked.
 * @throws the database's or the broker's error
 */
export async function relayBatch<DB>(o: { db: Kysely<DB>; redis: Redis; stream: string }): Promise<number> {
  const sent = await sendRows({ ...o, publisher: createPublisher(o), first: 'live', mayRepublish: true });
  return sent.live + sent.republished;
}

/** How much the clocks of broker and database may differ. */
const CLOCKS_APART_MS = 60 * 60_000;

/** Deletes rows that were published more than a day ago, except those that a group has not acknowledged yet. */
export async function prunePublished<DB>(o: {
  db: Kysely<DB>;
  redis: Redis;
  contract: StreamGroups;
  stream: string;
}): Promise<Pruned> {
  const oldestNeeded = await trimStream(o.redis, o.stream, expectedGroups(o.contract, o.stream));
  if (oldestNeeded === null) return { rows: 0, more: false };
  return deletePublished(o.db, { stream: o.stream, before: new Date(timeOf(oldestNeeded) - CLOCKS_APART_MS) });
}

/** Deletes a stream's rows that were published more than a day ago and before `before`. The relay waits meanwhile. */
export async function deletePublished<DB>(db: Kysely<DB>, o: { stream: string; before?: Date }): Promise<Pruned> {
  return pruneRows(db, {
    table: 'outbox',
    column: 'published_at',
    before: sql`least(now() - interval '1 day', ${o.before ?? null}::timestamptz)`,
    where: sql`stream = ${o.stream}`,
    budgetMs: PRUNE_BUDGET_MS,
    pauseMs: 0,
  });
}

async function measureOutbox<DB>(db: Kysely<DB>, stream: string): Promise<void> {
  const { rows, oldestSeconds, republished } = await outboxBacklog(db, stream);
  eventMetrics().outboxRows.set({ stream }, rows);
  eventMetrics().outboxAge.set({ stream }, oldestSeconds);
  eventMetrics().outboxRepublished.set({ stream }, republished);
}
