import { eventContract } from '@quartet/schema/events';
import { appendToOutbox, AppError, lineText, parseInput, retryTransaction, wakeOutbox } from '@quartet/service-kit';
import { PRODUCT_LIMITS, STOCK_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import type { Db, Trx } from '../database.ts';
import {
  findAvailable,
  findProductIds,
  findReceipts,
  insertReceipts,
  lockLevels,
  raiseReserved,
} from './inventory.repository.ts';
import { findExpiredSkus, insertReservations, releaseExpired } from './reservations.repository.ts';
import {
  joinChanges,
  type ProductStockChange,
  type StockChange,
  type StockRequest,
  type StockShortage,
} from './stock.ts';
import { publishChanges, stockEvents } from './stock-events.ts';

const MAX_ROWS = 1_000;

const receiptSchema = z.object({
  sku: lineText({ max: PRODUCT_LIMITS.sku }),
  quantity: z.number().int().positive().max(STOCK_LIMITS.receipt),
  reference: lineText({ max: STOCK_LIMITS.reference }),
  reason: lineText({ min: 0, max: STOCK_LIMITS.reason }).nullish(),
});

/** Goods that arrived. `reference` names the delivery: booked twice, it counts once. */
export type Receipt = z.input<typeof receiptSchema>;

export interface ReceiptsBooked {
  /** How many receipts were booked now; the others had been booked before. */
  booked: number;
}

/**
 * Books goods that arrived, up to 1,000 in one statement and transaction, and publishes each SKU's new stock.
 * @throws AppError CONFLICT where a reference was booked before for another SKU or quantity
 */
export async function receiveStockMany(db: Db, receipts: readonly Receipt[]): Promise<ReceiptsBooked> {
  const rows = parseInput(z.array(receiptSchema), receipts);
  let booked = 0;
  for (let from = 0; from < rows.length; from += MAX_ROWS) {
    const batch = rows.slice(from, from + MAX_ROWS);
    booked += await retryTransaction(db, (trx) => receiveBatch(trx, batch));
  }
  if (booked > 0) wakeOutbox(db);
  return { booked };
}

/** Books one delivery of one SKU, see receiveStockMany. */
export async function receiveStock(db: Db, receipt: Receipt): Promise<ReceiptsBooked> {
  return receiveStockMany(db, [receipt]);
}

async function receiveBatch(trx: Trx, batch: readonly z.output<typeof receiptSchema>[]): Promise<number> {
  const { booked, changes } = await insertReceipts(
    trx,
    batch.map((row) => ({ ...row, reason: row.reason ?? null })),
  );
  await publishChanges(trx, changes);
  if (booked < batch.length) await expectSameReceipts(trx, batch);
  return booked;
}

async function expectSameReceipts(trx: Trx, batch: readonly z.output<typeof receiptSchema>[]): Promise<void> {
  const receipts = await findReceipts(
    trx,
    batch.map((row) => row.reference),
  );
  const booked = new Map(receipts.map((receipt) => [receipt.reference, receipt]));
  for (const row of batch) {
    const receipt = booked.get(row.reference);
    if (receipt?.sku !== row.sku || receipt.delta !== row.quantity) {
      throw new AppError('CONFLICT', `The reference ${row.reference} is taken by another receipt`, {
        details: { kind: 'reference', reference: row.reference },
      });
    }
  }
}

export type Claim =
  { kind: 'claimed'; changes: ProductStockChange[] } | { kind: 'insufficient'; lines: StockShortage[] };

/**
 * Raises what is reserved of each SKU: one line per SKU, all or nothing, in one round trip where there is enough. Where a
 * SKU has too little, its expired reservations are released and it is tried once more. On `insufficient` the caller must
 * roll back, since other lines are claimed already; else it writes the reservations and publishes the changes.
 */
export async function claimStock(trx: Trx, lines: readonly StockRequest[]): Promise<Claim> {
  const skus = lines.map(({ sku }) => sku);
  // Products are read behind the change of the stock: that of a SKU may have changed while the change waited for the row.
  let [changes, products] = await Promise.all([raiseReserved(trx, lines), findProductIds(trx, skus)]);
  const shortBy = (raised: readonly StockChange[]) => {
    const claimed = new Set(raised.map(({ sku }) => sku));
    return lines.filter(({ sku }) => !claimed.has(sku));
  };
  let short = shortBy(changes);
  if (short.length > 0) {
    const released = await releaseExpired(
      trx,
      short.map(({ sku }) => sku),
    );
    if (released.length > 0) {
      const [more, now] = await Promise.all([raiseReserved(trx, short), findProductIds(trx, skus)]);
      short = shortBy([...changes, ...more]);
      changes = joinChanges([...changes, ...released, ...more]);
      products = now;
    }
  }
  if (short.length > 0) return { kind: 'insufficient', lines: await shortagesOf(trx, short) };
  const productOf = (sku: string) => products.get(sku) ?? null;
  return { kind: 'claimed', changes: changes.map((change) => ({ ...change, productId: productOf(change.sku) })) };
}

async function shortagesOf(trx: Trx, short: readonly StockRequest[]): Promise<StockShortage[]> {
  const available = await findAvailable(
    trx,
    short.map(({ sku }) => sku),
  );
  return short.map(({ sku, quantity }) => {
    return { sku, requested: quantity, available: available.get(sku)?.available ?? 0 };
  });
}

export type Reservation = { kind: 'reserved' } | Extract<Claim, { kind: 'insufficient' }>;

/** Claims stock for an order and writes its reservations, see claimStock. */
export async function reserveStock(
  trx: Trx,
  { orderId, lines, expiresAt }: { orderId: string; lines: readonly StockRequest[]; expiresAt: Date | null },
): Promise<Reservation> {
  const claim = await claimStock(trx, lines);
  if (claim.kind === 'insufficient') return claim;
  await Promise.all([
    insertReservations(trx, orderId, lines, expiresAt),
    appendToOutbox(trx, eventContract, stockEvents(claim.changes)),
  ]);
  return { kind: 'reserved' };
}

const EXPIRED_PER_BATCH = 500;

/**
 * Releases expired reservations and publishes the stock that became free, which else would happen with the next order
 * of the SKU. One batch, in one transaction; `more`: there may be another.
 */
export async function expireReservations(db: Db): Promise<{ released: number; more: boolean }> {
  const skus = await findExpiredSkus(db, EXPIRED_PER_BATCH);
  if (skus.length === 0) return { released: 0, more: false };
  const released = await retryTransaction(db, async (trx) => {
    await lockLevels(trx, skus);
    // Only what no other process has released in the meantime.
    const changes = await releaseExpired(trx, skus);
    await publishChanges(trx, changes);
    return changes.length;
  });
  if (released > 0) wakeOutbox(db);
  return { released, more: true };
}
