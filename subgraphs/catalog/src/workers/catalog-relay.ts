import { eventContract, STREAMS } from '@quartet/schema/events';
import { startStreamTrimmer, type Generations, type Logger, type Redis, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { ProductCache } from '../cache/product-cache.ts';
import { runWhileLeader } from '../storage/run-while-leader.ts';
import { runRelay } from './relay-loop.ts';
import { RELAY_ID, relays } from './relay-progress.repository.ts';

export interface CatalogRelayOptions {
  db: Db;
  /** Where the event streams are. */
  redis: Redis;
  cache: ProductCache;
  /** Of the catalog's tags in the router's cache. */
  generations: Generations;
  log: Logger;
  /** After a leader died, another one takes over within this time. */
  leaseMs?: number;
  /** How often the relay checks whether the broker has lost something (default 5,000). */
  checkEveryMs?: number;
}

const LEASE_MS = 10_000;
const CHECK_EVERY_MS = 5_000;

/**
 * Publishes every change of a product, and drops its cached copy. One relay works at a time, the others stand by. It
 * follows the change stream and, at its first start, also publishes all products, between live changes. While Redis or
 * MongoDB is away it waits and tries again. Nothing is lost: the resume token moves only behind what the broker has
 * acknowledged, and goes back where the broker has lost that. Every relay, leader or not, trims and measures the stream.
 */
export function startCatalogRelay(options: CatalogRelayOptions): Worker {
  const { db, redis, log, leaseMs = LEASE_MS, checkEveryMs = CHECK_EVERY_MS } = options;
  const stopping = new AbortController();
  const trimmer = startStreamTrimmer({ contract: eventContract, redis, stream: STREAMS.catalog, log });
  const running = runWhileLeader({
    db,
    collection: relays(db),
    id: RELAY_ID,
    leaseMs,
    signal: stopping.signal,
    log,
    work: (lease, signal) => runRelay({ ...options, lease, signal, checkEveryMs }),
  });
  return {
    name: 'catalog relay',
    async stop() {
      stopping.abort();
      await Promise.all([running, trimmer.stop()]);
    },
  };
}
