import { AppError, lineText, parseInput, retryTransaction, wakeOutbox } from '@quartet/service-kit';
import { PRODUCT_LIMITS, STOCK_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import type { Db, Trx } from '../database.ts';
import { findAvailable, findReceipts, insertReceipts, lockLevels, raiseReserved } from './inventory.repository.ts';
import { findExpiredSkus, insertReservations, releaseExpired } from './reservations.repository.ts';
import { joinChanges, type StockChange, type StockRequest, type StockShortage } from './stock.ts';
import { publishChanges } from './stock-events.ts';

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

export type Reservation = { kind: 'reserved' } | { kind: 'insufficient'; lines: StockShortage[] };

/**
 * Reserves stock for an order: one line per SKU, all or nothing. Where a SKU has too little, its expired reservations are
 * released and it is tried once more. On `insufficient` the caller must roll back, since other lines are reserved already.
 */
export async function reserveStock(
  trx: Trx,
  order: { orderId: string; lines: readonly StockRequest[]; expiresAt: Date | null },
): Promise<Reservation> {
  const raised = new Map<string, StockChange>();
  const claim = async (lines: readonly StockRequest[]): Promise<StockRequest[]> => {
    for (const change of await raiseReserved(trx, lines)) raised.set(change.sku, change);
    return lines.filter((line) => !raised.has(line.sku));
  };

  let released: StockChange[] = [];
  let short = await claim(order.lines);
  if (short.length > 0) {
    released = await releaseExpired(
      trx,
      short.map((line) => line.sku),
    );
    if (released.length > 0) short = await claim(short);
  }
  if (short.length > 0) {
    const available = await findAvailable(
      trx,
      short.map((line) => line.sku),
    );
    return {
      kind: 'insufficient',
      lines: short.map(({ sku, quantity }) => ({
        sku,
        requested: quantity,
        available: available.get(sku)?.available ?? 0,
      })),
    };
  }

  await insertReservations(trx, order.orderId, order.lines, order.expiresAt);
  await publishChanges(trx, joinChanges([...released, ...raised.values()]));
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
