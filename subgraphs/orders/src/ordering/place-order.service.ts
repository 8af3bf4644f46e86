import { eventContract, newEvent } from '@quartet/schema/events';
import {
  appendToOutbox,
  AppError,
  isPartitionMissing,
  isUniqueViolation,
  newId,
  retryTransaction,
  wakeOutbox,
  type OrderId,
} from '@quartet/service-kit';
import { ORDER_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import type { Db, Trx } from '../database.ts';
import { reserveStock, type StockShortage } from '../inventory/inventory.service.ts';
import { findSkus } from '../sku-catalog/sku-catalog.repository.ts';
import { findKey, takeKey, type IdempotencyKey } from './idempotency.repository.ts';
import { newOrderNumber } from './order-number.ts';
import { insertOrder } from './orders.repository.ts';
import { timeOfId } from './months.ts';
import { makePartitionsOf } from './partitions.ts';
import { hashOfRequest, parseOrderRequest, type OrderRequest, type PlaceOrderInput } from './place-order.input.ts';
import { shippingOffer } from './shipping-methods.ts';
import { totalsOf } from './totals.ts';

const OPERATION = 'placeOrder';
const ATTEMPTS = 3;

export type PlaceOrderResult =
  | { kind: 'placed'; orderId: string; number: string }
  | { kind: 'insufficient_stock'; lines: StockShortage[] }
  /** Unknown, not sold (any more), without a price, or in another currency than the first of the order's SKUs. */
  | { kind: 'item_unavailable'; skus: string[] }
  /** The key was used for another input. */
  | { kind: 'idempotency_conflict'; key: string }
  /** 'shippingMethod' or a field of the address such as 'shippingAddress.country' */
  | { kind: 'invalid_shipping'; field: string };

const placedSchema = z.object({ kind: z.literal('placed'), orderId: z.string(), number: z.string() });
type Placed = z.output<typeof placedSchema>;
type Refusal = Exclude<PlaceOrderResult, Placed>;

/** Carries a refusal out of the transaction, which is rolled back: it leaves nothing behind and frees the key. */
class OrderRejected extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

/**
 * Places an order at the catalog's prices and reserves its stock, in one transaction. The order is PENDING and its
 * reservation does not expire. The same key with the same input answers with the first order again.
 * @throws AppError BAD_USER_INPUT for input that no shop page would send
 */
export async function placeOrder(db: Db, input: PlaceOrderInput): Promise<PlaceOrderResult> {
  const request = parseOrderRequest(input);
  if ('wrongAddressField' in request) return { kind: 'invalid_shipping', field: request.wrongAddressField };

  for (let attempt = 1; ; attempt++) {
    const orderId = newId<OrderId>();
    try {
      const result = await retryTransaction(db, (trx) => placeInTransaction(trx, orderId, request));
      wakeOutbox(db);
      return result;
    } catch (error) {
      if (error instanceof OrderRejected) return error.refusal;
      if (attempt >= ATTEMPTS) throw error;
      // Maintenance has made it months ahead, unless it did not run for as long.
      if (isPartitionMissing(error)) await makePartitionsOf(db, orderId);
      else if (!isUniqueViolation(error, 'order_directory_number_once')) throw error;
    }
  }
}

async function placeInTransaction(trx: Trx, orderId: OrderId, request: OrderRequest): Promise<Placed> {
  const placedAt = timeOfId(orderId);
  const placed: Placed = { kind: 'placed', orderId, number: newOrderNumber(placedAt) };

  const key: IdempotencyKey = { owner: ownerOf(request), operation: OPERATION, key: request.idempotencyKey };
  const requestHash = hashOfRequest(request);
  if (!(await takeKey(trx, key, requestHash, placed))) return replayResult(trx, key, requestHash);

  const { currency, items } = await priceItems(trx, orderId, request);
  const offer = shippingOffer(request.shippingMethod, currency);
  if (offer === null) throw new OrderRejected({ kind: 'invalid_shipping', field: 'shippingMethod' });

  const reservation = await reserveStock(trx, { orderId, lines: request.lines, expiresAt: null });
  if (reservation.kind === 'insufficient')
    throw new OrderRejected({ kind: 'insufficient_stock', lines: reservation.lines });

  const totals = totalsOf(
    items.map((item) => ({ quantity: item.quantity, unitPrice: item.unit_price })),
    offer.price,
  );
  const shared = {
    number: placed.number,
    user_id: request.userId,
    email: request.email,
    status: 'PENDING',
    placed_at: placedAt,
  } as const;
  const lines = items.map((item) => ({ sku: item.sku, productId: item.product_id, quantity: item.quantity }));
  await insertOrder(trx, {
    order: {
      ...shared,
      ...totals,
      id: orderId,
      currency,
      shipping_method: offer.code,
      shipping_label: offer.label,
      shipping_address: JSON.stringify(request.shippingAddress),
    },
    items,
    directory: { ...shared, order_id: orderId },
    event: {
      order_id: orderId,
      version: 1,
      type: 'order.placed',
      status: 'PENDING',
      note: null,
      data: JSON.stringify({
        number: placed.number,
        userId: request.userId,
        currency,
        ...totals,
        shippingMethod: offer.code,
        lines: items.map((item) => ({ sku: item.sku, quantity: item.quantity, unitPrice: item.unit_price })),
      }),
      at: placedAt,
    },
  });
  await appendToOutbox(trx, eventContract, [
    newEvent('order.placed', {
      source: '/orders',
      subject: orderId,
      version: 1,
      data: {
        orderId,
        number: placed.number,
        userId: request.userId,
        lines,
        total: { amount: totals.total, currency },
        placedAt: placedAt.toISOString(),
      },
    }),
  ]);
  return placed;
}

function ownerOf(request: OrderRequest): string {
  return request.userId === null ? `guest:${request.email}` : `user:${request.userId}`;
}

async function replayResult(trx: Trx, key: IdempotencyKey, requestHash: string): Promise<Placed> {
  const first = await findKey(trx, key);
  if (first?.requestHash !== requestHash) throw new OrderRejected({ kind: 'idempotency_conflict', key: key.key });
  return placedSchema.parse(first.result);
}

/** The items as they are sold today: their snapshot goes into the order. */
async function priceItems(trx: Trx, orderId: OrderId, request: OrderRequest) {
  const found = await findSkus(
    trx,
    request.lines.map((line) => line.sku),
  );
  const sold = new Map(
    found.filter((sku) => sku.purchasable && sku.price_amount !== null).map((sku) => [sku.sku, sku]),
  );
  const currency = request.lines.map((line) => sold.get(line.sku)?.currency).find((code) => typeof code === 'string');

  const unavailable: string[] = [];
  const items = request.lines.flatMap(({ sku, quantity }, index) => {
    const article = sold.get(sku);
    if (article === undefined || article.price_amount === null || article.currency !== currency) {
      unavailable.push(sku);
      return [];
    }
    return {
      order_id: orderId,
      line: index + 1,
      sku,
      product_id: article.product_id,
      product_name: article.product_name,
      variant_name: article.variant_name,
      image_url: article.image_url,
      quantity,
      unit_price: article.price_amount,
      discount: 0,
      tax: 0,
      line_total: article.price_amount * quantity,
      tax_class: article.tax_class,
      weight_grams: article.weight_grams,
      category_path: JSON.stringify(article.category_path),
    };
  });
  if (unavailable.length > 0 || currency === undefined) {
    throw new OrderRejected({ kind: 'item_unavailable', skus: unavailable });
  }
  if (items.reduce((sum, item) => sum + item.line_total, 0) > ORDER_LIMITS.subtotal) {
    throw new AppError('BAD_USER_INPUT', 'The order is worth more than one order can be: divide it');
  }
  return { currency, items };
}
