import {
  createPublisher,
  newId,
  pause,
  startStreamCare,
  STREAMS,
  type AnyEvent,
  type CategoryId,
  type Logger,
  type ProductId,
  type Publisher,
  type Redis,
  type Worker,
} from '@quartet/service-kit';
import type { Db, ResumeToken } from 'mongodb';
import type { ProductCache } from '../cache/product-cache.ts';
import { findUnpropagated } from '../categories/category.repository.ts';
import { propagateCategoryChange } from '../categories/category.service.ts';
import { readCategories, type KnownCategories } from '../categories/known-categories.ts';
import { findProducts } from '../products/product.repository.ts';
import { revisionOf, type Product } from '../products/product.ts';
import { acquireLease, releaseLease, renewLease, type Lease } from '../storage/lease.ts';
import { changeBatches, currentToken, type ChangeBatch } from './change-batches.ts';
import { priceChanged, productChanged } from './product-events.ts';
import { LeaseLost, readProgress, RELAY_ID, relays, saveProgress } from './relay-state.ts';
import { checkBroker } from './broker-check.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';

export interface CatalogRelayOptions {
  db: Db;
  /** Where the event streams live. */
  redis: Redis;
  cache: ProductCache;
  log: Logger;
  /** After a holder died, another takes over within this time. */
  leaseMs?: number;
  /** How often it looks whether the store has lost something (default 5,000). */
  checkEveryMs?: number;
}

const LEASE_MS = 10_000;
const LOOK_EVERY_MS = 5_000;
/** Between two pages of a snapshot it waits so long for a live change, and for the groups to have read the last one. */
const SNAPSHOT_PATIENCE_MS = 2;
const SNAPSHOT_WAIT_MS = 20;
const REMEMBERED_AT_MOST = 10_000;
const MAX_BACKOFF_MS = 2_000;
/** The change stream cannot go on from the token: its history is gone (286), or the token is not from here (280, 260). */
const LOST_TOKEN = new Set([286, 280, 260]);

/**
 * Publishes every change of a product, and drops its cached copy. One relay works at a time, the others stand by.
 * It follows the change stream and, at its start, publishes all products between live changes; while Redis or MongoDB is away it
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

/** What works on the products while the lease is held. */
interface Relaying extends CatalogRelayOptions {
  lease: Lease;
  publisher: Publisher;
  known: KnownCategories;
  /** The states that went out since the relay last began: snapshot and changes meet in many of them. */
  published: Map<ProductId, number>;
  signal: AbortSignal;
}

async function relayWhile(options: CatalogRelayOptions, lease: Lease, signal: AbortSignal): Promise<void> {
  const publisher = createPublisher({ redis: options.redis, stream: STREAMS.catalog });
  const o: Relaying = { ...options, lease, publisher, known: new Map(), published: new Map(), signal };
  await checkBroker(o, lease);
  while (!signal.aborted) {
    const { resumeToken, snapshot } = await begin(o);
    try {
      await followChanges(o, resumeToken, snapshot);
    } catch (error) {
      if (signal.aborted) return;
      if (!isLostToken(error)) throw error;
      o.log.warn('the change stream has lost our place: all products are published again');
      await saveProgress(o.db, lease, { resumeToken: await currentToken(o.db), snapshot: { after: null }, places: [] });
    }
  }
}

/** The place from which to follow the changes, and the snapshot that is due or was not finished. */
async function begin(o: Relaying): Promise<{ resumeToken: ResumeToken; snapshot: Snapshot | null }> {
  o.published.clear();
  const progress = await readProgress(o.db);
  if (progress.resumeToken !== undefined && !progress.snapshot) {
    return { resumeToken: progress.resumeToken, snapshot: null };
  }
  // The token first: what changes during the walk comes from the stream.
  const resumeToken = progress.resumeToken ?? (await currentToken(o.db));
  const after = progress.snapshot?.after ?? null;
  await saveProgress(o.db, o.lease, { resumeToken, snapshot: { after } });
  // A change of a category may have gone by unseen as well.
  await propagateChanges(o.db);
  const snapshot = createSnapshot({ ...o, after, publish: (products, prices) => publish(o, products, prices) });
  return { resumeToken, snapshot };
}

/**
 * Publishes each change, and between changes a page of the snapshot, until the signal is raised or the relay's progress
 * was moved back.
 */
async function followChanges(o: Relaying, start: ResumeToken, begun: Snapshot | null): Promise<void> {
  const { db, lease, signal } = o;
  const checkEveryMs = o.checkEveryMs ?? LOOK_EVERY_MS;
  let nextLook = Date.now() + checkEveryMs;
  let snapshot = begun;
  let patienceMs = SNAPSHOT_PATIENCE_MS;
  let token = start;
  for await (const batch of changeBatches(db, start, signal, () => (snapshot ? patienceMs : null))) {
    await publishChanges(o, batch);
    if (signal.aborted) return;
    if (batch.resumeToken !== token) await saveProgress(db, lease, { resumeToken: batch.resumeToken });
    token = batch.resumeToken;
    if (snapshot) {
      const outcome = await snapshot.step();
      if (signal.aborted) return;
      patienceMs = outcome === 'waiting' ? SNAPSHOT_WAIT_MS : SNAPSHOT_PATIENCE_MS;
      if (outcome === 'done') {
        snapshot = null;
        await saveProgress(db, lease, { snapshot: null, places: [{ resumeToken: token, at: new Date() }] });
      }
    }
    if (Date.now() < nextLook) continue;
    if (await checkBroker(o, lease)) return;
    nextLook = Date.now() + checkEveryMs;
  }
}

async function publishChanges(o: Relaying, batch: ChangeBatch): Promise<void> {
  if (batch.categoryIds.length > 0) await propagateChanges(o.db, batch.categoryIds);
  const products = [...(await findProducts(o.db, batch.productIds)).values()];
  const prices = batch.priceChanges.map(({ productId, change }) => priceChanged(productId, change));
  await publish(o, products, prices);
}

/** Carries on what changed of these categories, or of any: their products then come by in the stream, with new versions. */
async function propagateChanges(db: Db, ids?: readonly CategoryId[]): Promise<void> {
  for (const changed of await findUnpropagated(db, ids)) await propagateCategoryChange(db, changed);
}

/**
 * Returns once the broker has acknowledged everything; false where the signal was raised before. A state that went out
 * already is left out.
 */
async function publish(o: Relaying, found: readonly Product[], prices: readonly AnyEvent[]): Promise<boolean> {
  const { publisher, published, signal } = o;
  const products = found.filter((product) => published.get(product.id) !== revisionOf(product));
  if (products.length === 0 && prices.length === 0) return true;
  // As they are now, which is after the products were read. A category that changes later raises their versions, so two
  // states of it are never told under one version with the older one last.
  const ids = [...new Set(products.map((product) => product.categoryId))];
  const categories = await readCategories(o.db, ids, o.known);
  const events = [...products.map((product) => productChanged(product, categories)), ...prices];
  const states = products.map((product) => ({ id: product.id, revision: revisionOf(product) }));
  let left = events.map((event) => ({ event, only: null }));
  for (let failures = 0; !signal.aborted; failures++) {
    // Before each try: where both are the same Redis, the copies go as soon as it is back.
    await o.cache.invalidate(states);
    try {
      const { done, error } = await publisher.append(left);
      left = left.filter(({ event }) => !done.has(event.id));
      if (!error) return remember(published, states);
      throw error;
    } catch (error) {
      if (failures === 0) o.log.warn({ err: error }, 'the broker is away: the catalog relay waits');
      await pause(Math.min(MAX_BACKOFF_MS, 50 * 2 ** failures), signal);
    }
  }
  return false;
}

function remember(published: Map<ProductId, number>, states: readonly { id: ProductId; revision: number }[]): true {
  for (const { id, revision } of states) published.set(id, revision);
  for (const id of published.keys()) {
    if (published.size <= REMEMBERED_AT_MOST) break;
    published.delete(id);
  }
  return true;
}

function isLostToken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && LOST_TOKEN.has(error.code);
}
