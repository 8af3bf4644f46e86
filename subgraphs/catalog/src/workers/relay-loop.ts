import type { CategoryId, Generations, Logger, Redis } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { ANY_CATEGORY, tagOfCategory } from '../cache/cache-tags.ts';
import type { ProductCache } from '../cache/product-cache.ts';
import { findUnpropagated } from '../categories/category.repository.ts';
import { propagateCategoryChange } from '../categories/category.service.ts';
import { findProducts } from '../products/product.repository.ts';
import type { Lease } from '../storage/lease.ts';
import { checkBroker } from './broker-check.ts';
import {
  currentToken,
  isLostToken,
  openChangeFeed,
  type ChangeBatch,
  type ChangeFeed,
} from './change-feed.repository.ts';
import { priceChanged } from './product-events.ts';
import { createProductPublisher } from './product-publisher.ts';
import { readProgress, saveProgress, type RelayProgress } from './relay-progress.repository.ts';
import { createSnapshot, type Snapshot } from './snapshot.ts';

/**
 * What the relay does next:
 * - `starting`: it decides from its progress where to begin, and opens the change stream there
 * - `snapshot`: it publishes the next batch of live changes and then the next page of all products
 * - `waiting`: the same, once every group has read the last page
 * - `following`: it publishes live changes only
 */
type Phase = 'starting' | 'snapshot' | 'waiting' | 'following';

/** What one step achieved: it becomes true when it is saved. */
interface Step {
  phase: Phase;
  /** What changed. */
  progress: Partial<RelayProgress>;
}

/** How long a snapshot waits for a live change; without a snapshot an idle stream decides. */
const MAX_WAIT_MS: Record<Exclude<Phase, 'starting'>, number | null> = { snapshot: 2, waiting: 20, following: null };

/**
 * Publishes every change of the catalog from the saved progress on, until the signal is raised. Each step says what it
 * achieved, and the loop saves it behind what the broker has acknowledged, so that a crash repeats a step and loses none.
 */
export async function runRelay({
  db,
  redis,
  cache,
  generations,
  log,
  lease,
  signal,
  checkEveryMs,
}: {
  db: Db;
  redis: Redis;
  cache: ProductCache;
  generations: Generations;
  log: Logger;
  lease: Lease;
  signal: AbortSignal;
  checkEveryMs: number;
}): Promise<void> {
  const publisher = createProductPublisher({ db, redis, cache, log, signal });
  let phase: Phase = 'starting';
  let progress: RelayProgress = await readProgress(db);
  let changes = null as ChangeFeed | null;
  let snapshot = null as Snapshot | null;
  let nextCheckAt = 0;

  try {
    while (!signal.aborted) {
      const step = (Date.now() >= nextCheckAt ? await check() : null) ?? (await nextStep());
      if (signal.aborted) return;
      if (Object.keys(step.progress).length > 0) await saveProgress(db, lease, step.progress);
      progress = { ...progress, ...step.progress };
      phase = step.phase;
    }
  } catch (error) {
    // What was waiting when the signal was raised fails, since its stream is closed.
    if (!signal.aborted) throw error;
  } finally {
    await changes?.close();
  }

  /** Null: the broker has lost nothing, and no group asks for a snapshot. */
  async function check(): Promise<Step | null> {
    nextCheckAt = Date.now() + checkEveryMs;
    // A request for a snapshot is written by another process.
    progress = await readProgress(db);
    const found = await checkBroker({ redis, log }, progress);
    return found && { phase: found.restart ? 'starting' : phase, progress: found.progress };
  }

  async function nextStep(): Promise<Step> {
    try {
      return phase === 'starting' || changes === null ? await start() : await follow(changes, phase);
    } catch (error) {
      if (signal.aborted || !isLostToken(error)) throw error;
      log.warn('the change stream no longer has the resume token: all products are published again');
      const resumeToken = await currentToken(db);
      return { phase: 'starting', progress: { resumeToken, snapshot: { after: null }, checkpoints: [] } };
    }
  }

  async function start(): Promise<Step> {
    await changes?.close();
    publisher.forget();
    // What another relay, or a lost change, left unraised.
    await generations.raiseAll();
    // The token comes before the snapshot: what changes while it runs is in the stream.
    const resumeToken = progress.resumeToken ?? (await currentToken(db));
    changes = openChangeFeed(db, resumeToken, signal);
    if (progress.resumeToken !== undefined && !progress.snapshot) return { phase: 'following', progress: {} };
    // The stream may also have missed the change of a category.
    await propagateChanges(db);
    snapshot = createSnapshot({ db, redis, log, publisher });
    return { phase: 'snapshot', progress: { resumeToken, snapshot: { after: progress.snapshot?.after ?? null } } };
  }

  async function follow(feed: ChangeFeed, current: Exclude<Phase, 'starting'>): Promise<Step> {
    const batch = await feed.next(MAX_WAIT_MS[current]);
    await publishChanges(batch);
    const { resumeToken } = batch;
    const moved = resumeToken === progress.resumeToken ? {} : { resumeToken };
    if (snapshot === null || current === 'following') return { phase: 'following', progress: moved };
    if (signal.aborted) return { phase: current, progress: moved };
    const page = await snapshot.publishPage(progress.snapshot?.after ?? null);
    switch (page.kind) {
      case 'waiting':
        return { phase: 'waiting', progress: moved };
      case 'published':
        return { phase: 'snapshot', progress: { ...moved, snapshot: { after: page.after } } };
      case 'finished': {
        const checkpoints = [{ resumeToken, at: new Date() }];
        return { phase: 'following', progress: { ...moved, snapshot: null, checkpoints } };
      }
    }
  }

  async function publishChanges(batch: ChangeBatch): Promise<void> {
    const { categoryIds, newCategoryIds, productIds, priceChanges } = batch;
    if (categoryIds.length + newCategoryIds.length > 0) {
      await generations.raise([ANY_CATEGORY, ...[...categoryIds, ...newCategoryIds].map(tagOfCategory)]);
    }
    if (categoryIds.length > 0) await propagateChanges(db, categoryIds);
    const products = [...(await findProducts(db, productIds)).values()];
    await publisher.publish(
      products,
      priceChanges.map(({ productId, change }) => priceChanged(productId, change)),
    );
  }
}

/** Propagates what changed of these categories, or of any: their products then appear in the stream, with new versions. */
async function propagateChanges(db: Db, ids?: readonly CategoryId[]): Promise<void> {
  for (const changed of await findUnpropagated(db, ids)) await propagateCategoryChange(db, changed);
}
