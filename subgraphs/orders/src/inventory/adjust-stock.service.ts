import { AppError, lineText, newId, parseInput, wakeOutbox, type Actor } from '@quartet/service-kit';
import { ORDER_LIMITS, PRODUCT_LIMITS, STOCK_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
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
export async function adjustStock(db: Db, by: Actor, input: Adjustment): Promise<AdjustStockResult> {
  const { idempotencyKey: key, ...request } = parseInput(adjustmentSchema, input);
  return book(db, { by, operation: 'adjustStock', key, request }, async (trx) => {
    const found = await lockForBooking(trx, request.sku, { opens: request.kind === 'RECEIVED' });
    if (found === null) return { kind: 'unknown_sku', sku: request.sku };
    const { expectedVersion } = request;
    if (typeof expectedVersion === 'number' && expectedVersion !== found.version) {
      return { kind: 'concurrent', currentVersion: found.version };
    }
    const { kind, delta, reason } = request;
    return { kind, delta, reason, found };
  });
}

/**
 * Books what a count of the shelf found: the difference to what should lie there, sold pieces that are not shipped included.
 * @throws AppError BAD_USER_INPUT as adjustStock
 */
export async function countStock(db: Db, by: Actor, input: z.input<typeof countSchema>): Promise<AdjustStockResult> {
  const { idempotencyKey: key, ...request } = parseInput(countSchema, input);
  return book(db, { by, operation: 'countStock', key, request }, async (trx) => {
    const found = await lockForBooking(trx, request.sku, { opens: false });
    if (found === null) return { kind: 'unknown_sku', sku: request.sku };
    if (request.expectedVersion !== found.version) return { kind: 'concurrent', currentVersion: found.version };
    const { counted } = request;
    const delta = counted - (found.level.onHand + (await sumAllocated(trx, request.sku)));
    return { kind: 'ADJUSTED', delta, reason: `Counted: ${counted} on the shelf`, found };
  });
}

interface LockedLevel {
  level: StockLevel;
  /** What staff may have read; 0: the SKU was not stocked before. */
  version: number;
  isFirst: boolean;
}

interface Booking extends Pick<NewMovement, 'kind' | 'delta' | 'reason'> {
  found: LockedLevel;
}

interface KeyedBooking {
  by: Actor;
  operation: 'adjustStock' | 'countStock';
  key: string;
  request: object & { sku: string };
}

/** Books once for the key what `decide` comes to in the transaction, and keeps the stock after it as the answer. */
async function book(
  db: Db,
  booking: KeyedBooking,
  decide: (trx: Trx) => Promise<Booking | StockRefusal>,
): Promise<AdjustStockResult> {
  const { by, operation, key, request } = booking;
  const owner = by.kind === 'user' ? `user:${by.userId}` : `operator:${by.command}`;
  const keyed = { key: { owner, operation, key }, requestHash: hashOfInput(request) };
  const outcome = await answerOnce<StockRecord, StockRefusal>(db, keyed, {
    read: (stored) => recordSchema.parse(stored),
    run: async (trx) => {
      const decided = await decide(trx);
      return 'found' in decided ? change(trx, booking, decided) : { kind: 'refused', refusal: decided };
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
async function lockForBooking(trx: Trx, sku: string, { opens }: { opens: boolean }): Promise<LockedLevel | null> {
  const [stocked] = await lockLevels(trx, [sku]);
  if (stocked !== undefined) return { level: stocked, version: stocked.version, isFirst: false };
  // Only what the catalog knows is opened, so that a slip of the keyboard is no new SKU.
  if (!opens || !(await findSkus(trx, [sku])).has(sku)) return null;
  const isFirst = await openLevel(trx, sku);
  const [level] = await lockLevels(trx, [sku]);
  return level === undefined ? null : { level, version: isFirst ? 0 : level.version, isFirst };
}

/** Books the change, where there is enough, and publishes it. The caller holds the lock of the SKU's row. */
async function change(
  trx: Trx,
  { by, operation }: KeyedBooking,
  { kind, delta, reason, found: { level, isFirst } }: Booking,
): Promise<Refusable<StockRecord, StockRefusal>> {
  const { sku: changed, onHand, reserved } = level;
  const changes: StockChange[] = [];
  let available = onHand - reserved;
  if (available + delta < 0) {
    // As an order does: what has expired is free.
    changes.push(...(await releaseExpired(trx, [changed])));
    available += changes.reduce((sum, { rise }) => sum + rise, 0);
  }
  if (available + delta < 0) {
    const line = { sku: changed, requested: -delta, available };
    return { kind: 'refused', refusal: { kind: 'insufficient_stock', line } };
  }
  if (onHand + delta > STOCK_LIMITS.onHand) {
    throw new AppError('BAD_USER_INPUT', `There can be ${STOCK_LIMITS.onHand} pieces of a SKU at most`);
  }
  // A count that finds what should be there changes nothing.
  if (delta !== 0) {
    const actor = by.kind === 'user' ? by.userId : null;
    changes.push(await bookMovement(trx, { sku: changed, kind, delta, reason, actor, reference: newId() }));
  }
  await publishChanges(trx, joinChanges(changes));
  const stock = (await findStock(trx, [changed])).get(changed);
  if (stock === undefined) throw new Error(`${changed} was locked and is not there`);
  await recordAudit(trx, by, {
    action: operation === 'countStock' ? 'stock.counted' : 'stock.adjusted',
    subject: `sku:${changed}`,
    before: isFirst ? null : { onHand, reserved },
    after: { onHand: stock.onHand, reserved: stock.reserved, kind, delta, reason },
  });
  return { kind: 'answered', answer: stock };
}
