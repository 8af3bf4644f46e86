import {
  newId,
  pause,
  publishEvents,
  startStreamCare,
  STREAMS,
  type AnyEvent,
  type CategoryId,
  type Logger,
  type Redis,
  type Worker,
} from '@quartet/service-kit';
import type { Db, ResumeToken } from 'mongodb';
import type { ProductCache } from '../cache/product-cache.ts';
import { findUnspread } from '../categories/category.repository.ts';
import { spreadCategory } from '../categories/category.service.ts';
import { readCategories, type KnownCategories } from '../categories/known-categories.ts';
import { findProducts, walkProducts } from '../products/product.repository.ts';
import { revisionOf, type Product } from '../products/product.ts';
import { acquireLease, releaseLease, renewLease, type Lease } from '../storage/lease.ts';
import { changeBatches, currentToken } from './change-batches.ts';
import { priceChanged, productChanged } from './product-events.ts';
import { LeaseLost, readProgress, RELAY_ID, relays, saveProgress } from './relay-state.ts';
import { lookAtStore } from './relay-store.ts';

export interface CatalogRelayOptions {
  db: Db;
  /** Where the event streams live. */
  redis: Redis;
  cache: ProductCache;
  log: Logger;
  /** After a holder died, another takes over within this time. */
  leaseMs?: number;
  /** How often it looks whether the store has lost something (default 5,000). */
  lookEveryMs?: number;
}

const LEASE_MS = 10_000;
const LOOK_EVERY_MS = 5_000;
const SNAPSHOT_BATCH = 100;
const MAX_BACKOFF_MS = 2_000;
/** The change stream cannot go on from the token: its history is gone (286), or the token is not from here (280, 260). */
const LOST_TOKEN = new Set([286, 280, 260]);

/**
 * Publishes every change of a product, and drops its cached copy. One relay works at a time, the others stand by.
 * It starts with a snapshot of all products and goes on from the change stream; while Redis or MongoDB is away it
 * waits and tries again, and nothing is lost: the token moves only behind what the broker acknowledged, and goes back
 * where the broker has lost what it had acknowledged. Each of them takes care of the stream: trims it and measures it.
 */
export function startCatalogRelay(o: CatalogRelayOptions): Worker {
  const stopping = new AbortController();
  const leaseMs = o.leaseMs ?? LEASE_MS;
  const owner: string = newId();

  async function standBy(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        const lease = await acquireLease(o.db, relays(o.db), { id: RELAY_ID, owner, ms: leaseMs });
        failures = 0;
        if (lease === null) await pause(Math.min(1_000, leaseMs / 4), stopping.signal);
        else await workUnder(lease);
      } catch (error) {
        if (stopping.signal.aborted) return;
        o.log.warn({ err: error }, 'the catalog relay was interrupted and tries again');
        await pause(Math.min(MAX_BACKOFF_MS, 50 * 2 ** failures++), stopping.signal);
      }
    }
  }

  async function workUnder(lease: Lease): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    const renewal = keepLease(o.db, lease, leaseMs, lost);
    try {
      await relayWhile(o, lease, signal);
    } finally {
      clearInterval(renewal);
      await releaseLease(relays(o.db), lease).catch(() => undefined);
    }
  }

  const care = startStreamCare({ redis: o.redis, stream: STREAMS.catalog, log: o.log });
  const running = standBy();
  return {
    name: 'catalog relay',
    async stop() {
      stopping.abort();
      await Promise.all([running, care.stop()]);
    },
  };
}

/** Renews the lease in good time; raises the signal where it is lost, or could not be renewed before it ended. */
function keepLease(db: Db, lease: Lease, ms: number, lost: AbortController): NodeJS.Timeout {
  let sureUntil = performance.now() + ms;
  return setInterval(() => {
    const asked = performance.now();
    renewLease(db, relays(db), lease, ms).then(
      (held) => {
        if (held) sureUntil = asked + ms;
        else lost.abort(new LeaseLost('Another relay has taken over'));
      },
      () => {
        if (performance.now() >= sureUntil) lost.abort(new LeaseLost('The lease ended before it could be renewed'));
      },
    );
  }, ms / 4);
}

async function relayWhile(o: CatalogRelayOptions, lease: Lease, signal: AbortSignal): Promise<void> {
  const known: KnownCategories = new Map();
  await lookAtStore(o, lease);
  while (!signal.aborted) {
    const resumeToken = await catchUp(o, known, lease, signal);
    try {
      await followChanges(o, known, lease, resumeToken, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!isLostToken(error)) throw error;
      o.log.warn('the change stream has lost our place: all products are published again');
      await saveProgress(o.db, lease, { resumeToken: await currentToken(o.db), snapshot: { after: null }, places: [] });
    }
  }
}

/** Begins or ends a snapshot where one is due. Returns the place from which to follow the changes. */
async function catchUp(
  o: CatalogRelayOptions,
  known: KnownCategories,
  lease: Lease,
  signal: AbortSignal,
): Promise<ResumeToken> {
  const progress = await readProgress(o.db);
  if (progress.resumeToken !== undefined && !progress.snapshot) return progress.resumeToken;
  // The token first: what changes during the walk comes again from the stream.
  const resumeToken = progress.resumeToken ?? (await currentToken(o.db));
  const after = progress.snapshot?.after ?? null;
  await saveProgress(o.db, lease, { resumeToken, snapshot: { after } });
  await publishSnapshot(o, known, lease, after, signal);
  if (!signal.aborted) await saveProgress(o.db, lease, { snapshot: null, places: [{ resumeToken, at: new Date() }] });
  return resumeToken;
}

/** Publishes each change, until the signal is raised or the relay's progress was moved back. */
async function followChanges(
  o: CatalogRelayOptions,
  known: KnownCategories,
  lease: Lease,
  resumeToken: ResumeToken,
  signal: AbortSignal,
): Promise<void> {
  const lookEveryMs = o.lookEveryMs ?? LOOK_EVERY_MS;
  let nextLook = Date.now() + lookEveryMs;
  for await (const batch of changeBatches(o.db, resumeToken, signal)) {
    if (batch.categoryIds.length > 0) await spreadChanges(o.db, batch.categoryIds);
    const products = [...(await findProducts(o.db, batch.productIds)).values()];
    const prices = batch.priceChanges.map(({ productId, change }) => priceChanged(productId, change));
    await publish(o, known, products, prices, signal);
    if (signal.aborted) return;
    await saveProgress(o.db, lease, { resumeToken: batch.resumeToken });
    if (Date.now() < nextLook) continue;
    if (await lookAtStore(o, lease)) return;
    nextLook = Date.now() + lookEveryMs;
  }
}

/** Publishes all products in the order of their ids, a batch in memory at a time. */
async function publishSnapshot(
  o: CatalogRelayOptions,
  known: KnownCategories,
  lease: Lease,
  start: Product['id'] | null,
  signal: AbortSignal,
): Promise<void> {
  // A change of a category may have gone by unseen as well.
  await spreadChanges(o.db);
  let published = 0;
  for await (const products of walkProducts(o.db, start, SNAPSHOT_BATCH)) {
    const prices = products.flatMap(({ id, lastPriceChange }) =>
      lastPriceChange ? [priceChanged(id, lastPriceChange)] : [],
    );
    await publish(o, known, products, prices, signal);
    if (signal.aborted) return;
    published += products.length;
    await saveProgress(o.db, lease, { snapshot: { after: products.at(-1)?.id ?? null } });
  }
  if (published > 0) o.log.info({ published }, 'all products are published');
}

/** Carries on what changed of these categories, or of any: their products then come by in the stream, with new versions. */
async function spreadChanges(db: Db, ids?: readonly CategoryId[]): Promise<void> {
  for (const changed of await findUnspread(db, ids)) await spreadCategory(db, changed);
}

/** Returns once the broker has acknowledged everything, or the signal is raised. */
async function publish(
  o: CatalogRelayOptions,
  known: KnownCategories,
  products: readonly Product[],
  prices: readonly AnyEvent[],
  signal: AbortSignal,
): Promise<void> {
  if (products.length === 0 && prices.length === 0) return;
  // As they are now, which is after the products were read. A category that changes later raises their versions, so two
  // states of it are never told under one version with the older one last.
  const ids = [...new Set(products.map((product) => product.categoryId))];
  const categories = await readCategories(o.db, ids, known);
  const events = [...products.map((product) => productChanged(product, categories)), ...prices];
  const states = products.map((product) => ({ id: product.id, revision: revisionOf(product) }));
  for (let failures = 0; !signal.aborted; failures++) {
    // Before each try: where both are the same Redis, the copies go as soon as it is back.
    await o.cache.invalidate(states);
    try {
      return await publishEvents(o.redis, STREAMS.catalog, events);
    } catch (error) {
      if (failures === 0) o.log.warn({ err: error }, 'the broker is away: the catalog relay waits');
      await pause(Math.min(MAX_BACKOFF_MS, 50 * 2 ** failures), signal);
    }
  }
}

function isLostToken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && LOST_TOKEN.has(error.code);
}
