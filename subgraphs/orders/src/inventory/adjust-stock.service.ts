import { AppError, lineText, newId, parseInput, wakeOutbox } from '@quartet/service-kit';
import { ORDER_LIMITS, PRODUCT_LIMITS, STOCK_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import type { Db, Trx } from '../database.ts';
import { answerOnce, type IdempotencyConflict, type Refusable } from '../ordering/idempotency.service.ts';
import { hashOfInput } from '../ordering/request-hash.ts';
import { findSkus } from '../sku-catalog/sku-catalog.repository.ts';
import { lockLevels, openLevel } from './inventory.repository.ts';
import { releaseExpired } from './reservations.repository.ts';
import { publishChanges } from './stock-events.ts';
import { bookMovement, sumAllocated, type NewMovement } from './stock-movements.repository.ts';
import { findStock } from './stock-records.repository.ts';
import { joinChanges, type StockChange, type StockLevel, type StockRecord, type StockShortage } from './stock.ts';

export type StockRefusal =
  | { kind: 'unknown_sku'; sku: string }
  | { kind: 'insufficient_stock'; line: StockShortage }
  | { kind: 'concurrent'; currentVersion: number };

export type AdjustStockResult = { kind: 'adjusted'; stock: StockRecord } | StockRefusal | IdempotencyConflict;

const sku = lineText({ max: PRODUCT_LIMITS.sku });
const idempotencyKey = lineText({ max: ORDER_LIMITS.idempotencyKey });
const version = z.int().min(0).max(STOCK_LIMITS.onHand);

const adjustmentSchema = z
  .object({
    sku,
    kind: z.enum(['RECEIVED', 'ADJUSTED'], 'staff book RECEIVED and ADJUSTED only'),
    delta: z
      .int()
      .min(-STOCK_LIMITS.receipt)
      .max(STOCK_LIMITS.receipt)
      .refine((delta) => delta !== 0, 'is 0: it changes nothing'),
    reason: lineText({ max: STOCK_LIMITS.reason }),
    expectedVersion: version.nullish(),
    idempotencyKey,
  })
  .refine(({ kind, delta }) => kind === 'ADJUSTED' || delta > 0, {
    path: ['delta'],
    message: 'what was received is more than 0: book a loss as ADJUSTED',
  });

const countSchema = z.object({
  sku,
  counted: z.int().min(0).max(STOCK_LIMITS.onHand),
  expectedVersion: version,
  idempotencyKey,
});

/** What staff enter, beside who they are. */
type Adjustment = Omit<z.input<typeof adjustmentSchema>, 'kind'> & { kind: string };

/**
 * Books goods that arrived (which also opens a SKU of the catalog that was never stocked), or a correction.
 * @throws AppError BAD_USER_INPUT for input that no page of the back office sends
 */
export async function adjustStock(db: Db, actor: string, input: Adjustment): Promise<AdjustStockResult> {
  const { idempotencyKey: key, ...request } = parseInput(adjustmentSchema, input);
  return book(db, { actor, operation: 'adjustStock', key, request }, async (trx) => {
    const found = await lockForBooking(trx, request.sku, { opens: request.kind === 'RECEIVED' });
    if (found === null) return { kind: 'unknown_sku', sku: request.sku };
    const { expectedVersion } = request;
    if (typeof expectedVersion === 'number' && expectedVersion !== found.version) {
      return { kind: 'concurrent', currentVersion: found.version };
    }
    const { kind, delta, reason } = request;
    return { kind, delta, reason, level: found.level };
  });
}

/**
 * Books what a count of the shelf found: the difference to what should lie there, sold pieces that are not shipped included.
 * @throws AppError BAD_USER_INPUT as adjustStock
 */
export async function countStock(
  db: Db,
  actor: string,
  input: z.input<typeof countSchema>,
): Promise<AdjustStockResult> {
  const { idempotencyKey: key, ...request } = parseInput(countSchema, input);
  return book(db, { actor, operation: 'countStock', key, request }, async (trx) => {
    const found = await lockForBooking(trx, request.sku, { opens: false });
    if (found === null) return { kind: 'unknown_sku', sku: request.sku };
    if (request.expectedVersion !== found.version) return { kind: 'concurrent', currentVersion: found.version };
    const { counted } = request;
    const delta = counted - (found.level.onHand + (await sumAllocated(trx, request.sku)));
    return { kind: 'ADJUSTED', delta, reason: `Counted: ${counted} on the shelf`, level: found.level };
  });
}

interface Booking extends Pick<NewMovement, 'kind' | 'delta' | 'reason'> {
  level: StockLevel;
}

interface KeyedBooking {
  actor: string;
  operation: 'adjustStock' | 'countStock';
  key: string;
  request: object & { sku: string };
}

/** Books once for the key what `decide` comes to in the transaction, and keeps the stock after it as the answer. */
async function book(
  db: Db,
  { actor, operation, key, request }: KeyedBooking,
  decide: (trx: Trx) => Promise<Booking | StockRefusal>,
): Promise<AdjustStockResult> {
  const keyed = { key: { owner: `user:${actor}`, operation, key }, requestHash: hashOfInput(request) };
  const outcome = await answerOnce<StockRecord, StockRefusal>(db, keyed, {
    read: (stored) => recordSchema.parse(stored),
    run: async (trx) => {
      const booking = await decide(trx);
      return 'level' in booking ? change(trx, actor, booking) : { kind: 'refused', refusal: booking };
    },
  });
  if (outcome.kind === 'refused') return outcome.refusal;
  wakeOutbox(db);
  return { kind: 'adjusted', stock: outcome.answer };
}

const recordSchema: z.ZodType<StockRecord> = z.object({
  sku: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  version: z.int(),
  allocated: z.int(),
  lowStockThreshold: z.int().nullable(),
});

/** The row of the SKU is locked from then on. Null: never stocked, and not to be opened. */
async function lockForBooking(
  trx: Trx,
  sku: string,
  { opens }: { opens: boolean },
): Promise<{ level: StockLevel; version: number } | null> {
  const [stocked] = await lockLevels(trx, [sku]);
  if (stocked !== undefined) return { level: stocked, version: stocked.version };
  // Only what the catalog knows is opened, so that a slip of the keyboard is no new SKU.
  if (!opens || !(await findSkus(trx, [sku])).has(sku)) return null;
  const isFirst = await openLevel(trx, sku);
  const [level] = await lockLevels(trx, [sku]);
  return level === undefined ? null : { level, version: isFirst ? 0 : level.version };
}

async function change(trx: Trx, actor: string, booking: Booking): Promise<Refusable<StockRecord, StockRefusal>> {
  const { level, kind, delta, reason } = booking;
  const { sku: changed } = level;
  const changes: StockChange[] = [];
  let available = level.onHand - level.reserved;
  if (available + delta < 0) {
    // As an order does: what has expired is free.
    for (const released of await releaseExpired(trx, [changed])) {
      changes.push(released);
      available += released.rise;
    }
  }
  if (available + delta < 0) {
    return {
      kind: 'refused',
      refusal: { kind: 'insufficient_stock', line: { sku: changed, requested: -delta, available } },
    };
  }
  if (level.onHand + delta > STOCK_LIMITS.onHand) {
    throw new AppError('BAD_USER_INPUT', `Of one SKU there can be ${STOCK_LIMITS.onHand} pieces at most`);
  }
  // A count that finds what should be there changes nothing.
  if (delta !== 0)
    changes.push(await bookMovement(trx, { sku: changed, kind, delta, reason, actor, reference: newId() }));
  await publishChanges(trx, joinChanges(changes));
  const stock = (await findStock(trx, [changed])).get(changed);
  if (stock === undefined) throw new Error(`${changed} was locked and is not there`);
  return { kind: 'answered', answer: stock };
}
