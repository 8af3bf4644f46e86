import { setTimeout as wait } from 'node:timers/promises';
import type { CategoryId, ProductId } from '@quartet/service-kit';
import type { ChangeStream, ChangeStreamDocument, Db, ResumeToken } from 'mongodb';
import type { PriceChange } from '../products/product.ts';

/** What happened since the last batch, each product and category named once. */
export interface ChangeBatch {
  productIds: ProductId[];
  categoryIds: CategoryId[];
  /** In their order. A price that moved twice within the batch is two changes. */
  priceChanges: { productId: ProductId; change: PriceChange }[];
  /** Where to go on once the batch is published. */
  resumeToken: ResumeToken;
}

const BATCH = 100;
/** So long a batch that is not full waits for more. */
const LINGER_MS = 5;
/** So long the server holds a request when nothing happens: also how long a stop may take. */
const IDLE_MS = 500;

// Only what the relay uses travels; the documents are read when they are published, so that the newest state is sent.
const PIPELINE = [
  { $match: { 'ns.coll': { $in: ['products', 'categories'] } } },
  {
    $project: { _id: 1, operationType: 1, ns: 1, documentKey: 1, 'updateDescription.updatedFields.lastPriceChange': 1 },
  },
];

/** The stream of changes from behind the token, or from now on. */
function watchCatalog(db: Db, resumeAfter?: ResumeToken): ChangeStream {
  return db.watch(PIPELINE, { batchSize: BATCH, maxAwaitTimeMS: IDLE_MS, ...(resumeAfter ? { resumeAfter } : {}) });
}

/** Where the stream stands before its first change. */
export async function currentToken(db: Db): Promise<ResumeToken> {
  const stream = watchCatalog(db);
  try {
    const change = await stream.tryNext();
    return change?._id ?? stream.resumeToken;
  } finally {
    await stream.close();
  }
}

/**
 * The changes in batches of up to 100, until the signal is raised. An idle stream yields empty batches now and then,
 * whose token has moved on: it must be kept as well, or it ages out while nothing happens to products. With `patienceMs`
 * one comes after so long at the latest where no change does, for whoever has something to do between changes.
 * @throws MongoServerError 286 or 280 where the token is too old or unknown
 */
export async function* changeBatches(
  db: Db,
  resumeAfter: ResumeToken,
  signal: AbortSignal,
  patienceMs: () => number | null = () => null,
): AsyncGenerator<ChangeBatch> {
  const stream = watchCatalog(db, resumeAfter);
  const close = () => void stream.close().catch(() => undefined);
  signal.addEventListener('abort', close, { once: true });
  // A read that the linger did not wait for belongs to the next batch.
  let pending: Promise<ChangeStreamDocument | null> | null = null;
  let token = resumeAfter;
  try {
    while (!signal.aborted) {
      const next: Promise<ChangeStreamDocument | null> = pending ?? stream.tryNext();
      pending = null;
      const patience = patienceMs();
      next.catch(() => undefined);
      const first = patience === null ? await next : await Promise.race([next, wait(patience, 'late' as const)]);
      if (first === 'late') {
        pending = next;
        yield toBatch([], token);
        continue;
      }
      const changes: ChangeStreamDocument[] = first ? [first] : [];
      token = first?._id ?? stream.resumeToken;
      while (first && changes.length < BATCH) {
        const read: Promise<ChangeStreamDocument | null> = stream.tryNext();
        read.catch(() => undefined);
        const next = await Promise.race([read, wait(LINGER_MS, 'late' as const)]);
        if (next === 'late') pending = read;
        if (next === 'late' || next === null) break;
        changes.push(next);
        token = next._id;
      }
      yield toBatch(changes, token);
    }
  } finally {
    signal.removeEventListener('abort', close);
    await stream.close().catch(() => undefined);
  }
}

function toBatch(changes: readonly ChangeStreamDocument[], resumeToken: ResumeToken): ChangeBatch {
  const productIds = new Set<ProductId>();
  const categoryIds = new Set<CategoryId>();
  const priceChanges: ChangeBatch['priceChanges'] = [];
  for (const change of changes) {
    if (change.operationType !== 'insert' && change.operationType !== 'update' && change.operationType !== 'replace') {
      continue;
    }
    const id = String(change.documentKey._id);
    if (change.ns.coll === 'products') {
      productIds.add(id as ProductId);
      const priceChange = change.operationType === 'update' ? movedPrices(change.updateDescription) : undefined;
      if (priceChange) priceChanges.push({ productId: id as ProductId, change: priceChange });
    } else if (change.operationType !== 'insert') {
      // No product can have been in a category before it was made.
      categoryIds.add(id as CategoryId);
    }
  }
  return { productIds: [...productIds], categoryIds: [...categoryIds], priceChanges, resumeToken };
}

/** What the projection leaves of an update that moved no price differs between servers: empty, or not there. */
function movedPrices(description: unknown): PriceChange | undefined {
  const update = description as { updatedFields?: { lastPriceChange?: PriceChange } } | undefined;
  return update?.updatedFields?.lastPriceChange;
}
