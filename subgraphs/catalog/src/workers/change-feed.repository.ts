import { type CategoryId, type ProductId, withDeadline } from '@quartet/service-kit';
import type { ChangeStream, ChangeStreamDocument, Db, ResumeToken } from 'mongodb';
import type { PriceChange } from '../products/product.ts';

/** What happened since the last batch, each product and category named once. */
export interface ChangeBatch {
  productIds: ProductId[];
  /** Those that existed before. */
  categoryIds: CategoryId[];
  newCategoryIds: CategoryId[];
  /** In their order. A price that moved twice within the batch is two changes. */
  priceChanges: { productId: ProductId; change: PriceChange }[];
  /** Where to continue once the batch is published. */
  resumeToken: ResumeToken;
}

const BATCH = 100;
/** How long a batch that is not full waits for more. */
const LINGER_MS = 5;
/** How long the server holds a request while nothing happens, and so how long a stop may take. */
const IDLE_MS = 500;

// Only what the relay uses travels; the documents are read when they are published, so that the newest state is sent.
const PIPELINE = [
  { $match: { 'ns.coll': { $in: ['products', 'categories'] } } },
  {
    $project: { _id: 1, operationType: 1, ns: 1, documentKey: 1, 'updateDescription.updatedFields.lastPriceChange': 1 },
  },
];

/** The stream has no history for the token any more (286), or the token is from another server (280, 260). */
const LOST_TOKEN = new Set([286, 280, 260]);

/** Whether the stream cannot continue from the resume token that it was given. */
export function isLostToken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && LOST_TOKEN.has(error.code);
}

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

export interface ChangeFeed {
  /**
   * Up to 100 changes. An idle stream returns an empty batch now and then, whose token has moved: it must be saved too,
   * or it ages out while no product changes. With `maxWaitMs`, an empty batch comes after that time at the latest.
   * @throws MongoServerError where the token is lost, see isLostToken
   */
  next(maxWaitMs: number | null): Promise<ChangeBatch>;
  close(): Promise<void>;
}

/** The changes from behind the token; once the signal is raised a pending `next` fails. */
export function openChangeFeed(db: Db, resumeAfter: ResumeToken, signal: AbortSignal): ChangeFeed {
  const stream = watchCatalog(db, resumeAfter);
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', closeAtOnce);
    await stream.close().catch(() => undefined);
  };
  const closeAtOnce = (): void => void close();
  signal.addEventListener('abort', closeAtOnce, { once: true });
  // A read that was not waited for: its change belongs to the next batch.
  let pending: Promise<ChangeStreamDocument | null> | null = null;
  let token = resumeAfter;

  /** Null: the stream has nothing; 'late': it has not answered in time. */
  async function read(maxWaitMs: number | null): Promise<ChangeStreamDocument | null | 'late'> {
    const answer: Promise<ChangeStreamDocument | null> = pending ?? stream.tryNext();
    pending = null;
    if (maxWaitMs === null) return answer;
    const change = await withDeadline(() => answer, { ms: maxWaitMs, late: () => 'late' as const });
    if (change === 'late') pending = answer;
    return change;
  }

  return {
    close,
    async next(maxWaitMs) {
      const changes: ChangeStreamDocument[] = [];
      let change = await read(maxWaitMs);
      if (change === null) token = stream.resumeToken;
      while (change !== null && change !== 'late') {
        changes.push(change);
        token = change._id;
        if (changes.length === BATCH) break;
        change = await read(LINGER_MS);
      }
      return toBatch(changes, token);
    },
  };
}

function toBatch(changes: readonly ChangeStreamDocument[], resumeToken: ResumeToken): ChangeBatch {
  const productIds = new Set<ProductId>();
  const categoryIds = new Set<CategoryId>();
  const newCategoryIds = new Set<CategoryId>();
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
    } else (change.operationType === 'insert' ? newCategoryIds : categoryIds).add(id as CategoryId);
  }
  return {
    productIds: [...productIds],
    categoryIds: [...categoryIds],
    newCategoryIds: [...newCategoryIds],
    priceChanges,
    resumeToken,
  };
}

/** What the projection leaves of an update that moved no price differs between servers: empty, or absent. */
function movedPrices(description: unknown): PriceChange | undefined {
  const update = description as { updatedFields?: { lastPriceChange?: PriceChange } } | undefined;
  return update?.updatedFields?.lastPriceChange;
}
