import { eventContract } from '@quartet/schema/events';
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
import { reserveStock } from '../inventory/inventory.service.ts';
import type { StockShortage } from '../inventory/stock.ts';
import { findSkus } from '../sku-catalog/sku-catalog.repository.ts';
import { takeOrAnswer } from './idempotency.service.ts';
import { timeOfId } from './months.ts';
import { orderPlacedEvent } from './order-events.ts';
import { newOrderNumber } from './order-number.ts';
import type { Order, OrderItem } from './order.ts';
import { insertOrder } from './orders.repository.ts';
import { createPartitionsOf } from './partitions.service.ts';
import { hashOfRequest, parseOrderRequest, type OrderRequest, type PlaceOrderInput } from './place-order.input.ts';
import { shippingOffer } from './shipping-methods.ts';
import { totalsOf } from './totals.ts';

const OPERATION = 'placeOrder';
const ATTEMPTS = 3;

export type PlaceOrderResult =
  | { kind: 'placed'; orderId: string; number: string }
  | { kind: 'insufficient_stock'; lines: StockShortage[] }
  /** Unknown, not for sale (any more), or in another currency than the first of the order's SKUs. */
  | { kind: 'item_unavailable'; skus: string[] }
  /** The key was used for another input. */
  | { kind: 'idempotency_conflict'; key: string }
  /** 'shippingMethod' or a field of the address such as 'shippingAddress.country' */
  | { kind: 'invalid_shipping'; field: string };

const placedSchema = z.object({ kind: z.literal('placed'), orderId: z.string(), number: z.string() });
type Placed = z.output<typeof placedSchema>;
type Rejection = Exclude<PlaceOrderResult, Placed>;

/** Carries a rejection out of the transaction, which is rolled back: nothing is stored, and the key is free again. */
class OrderRejected extends Error {
  readonly rejection: Rejection;
  constructor(rejection: Rejection) {
    super(rejection.kind);
    this.rejection = rejection;
  }
}

/**
 * Places an order at the catalog's prices and reserves its stock, in one transaction. The order is PENDING and its
 * reservation does not expire. The same key with the same input returns the first order again.
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
      if (error instanceof OrderRejected) return error.rejection;
      if (attempt >= ATTEMPTS) throw error;
      // Maintenance creates partitions months ahead, unless it did not run for as long.
      if (isPartitionMissing(error)) await createPartitionsOf(db, orderId);
      else if (!isUniqueViolation(error, 'order_directory_number_once')) throw error;
    }
  }
}

async function placeInTransaction(trx: Trx, orderId: OrderId, request: OrderRequest): Promise<Placed> {
  const placedAt = timeOfId(orderId);
  const placed: Placed = { kind: 'placed', orderId, number: newOrderNumber(placedAt) };

  const key = { owner: ownerOf(request), operation: OPERATION, key: request.idempotencyKey };
  const first = await takeOrAnswer(trx, { key, requestHash: hashOfRequest(request) }, placed);
  if (first?.kind === 'idempotency_conflict') throw new OrderRejected(first);
  if (first !== null) return placedSchema.parse(first.answer);

  const { currency, items } = await priceItems(trx, orderId, request);
  const offer = shippingOffer(request.shippingMethod, currency);
  if (offer === null) throw new OrderRejected({ kind: 'invalid_shipping', field: 'shippingMethod' });

  const reservation = await reserveStock(trx, { orderId, lines: request.lines, expiresAt: null });
  if (reservation.kind === 'insufficient')
    throw new OrderRejected({ kind: 'insufficient_stock', lines: reservation.lines });

  const order: Order = {
    id: orderId,
    number: placed.number,
    userId: request.userId,
    email: request.email,
    status: 'PENDING',
    currency,
    ...totalsOf(items, offer.price),
    pricesIncludeTax: true,
    taxes: [],
    shippingTax: 0,
    shippingMethod: { code: offer.code, label: offer.label },
    shippingAddress: request.shippingAddress,
    billingAddress: null,
    vatId: null,
    promotionCode: null,
    version: 1,
    placedAt,
  };
  await insertOrder(trx, {
    order,
    items,
    event: {
      orderId,
      version: 1,
      type: 'order.placed',
      status: order.status,
      note: null,
      data: {
        number: order.number,
        userId: order.userId,
        currency,
        ...totalsOf(items, offer.price),
        shippingMethod: offer.code,
        lines: items.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
      },
      at: placedAt,
    },
  });
  await appendToOutbox(trx, eventContract, [orderPlacedEvent(order, items)]);
  return placed;
}

function ownerOf(request: OrderRequest): string {
  return request.userId === null ? `guest:${request.email}` : `user:${request.userId}`;
}

/** The items at today's prices: their snapshot becomes part of the order. */
async function priceItems(
  trx: Trx,
  orderId: OrderId,
  request: OrderRequest,
): Promise<{ currency: string; items: OrderItem[] }> {
  const skus = await findSkus(
    trx,
    request.lines.map((line) => line.sku),
  );
  const priceOf = (sku: string) => (skus.get(sku)?.purchasable ? skus.get(sku)?.price : null) ?? null;
  const currency = request.lines.map(({ sku }) => priceOf(sku)?.currency).find((code) => code !== undefined);

  const unavailable: string[] = [];
  const items = request.lines.flatMap(({ sku, quantity }, index): OrderItem[] => {
    const article = skus.get(sku);
    const price = priceOf(sku);
    if (article === undefined || price === null || price.currency !== currency) {
      unavailable.push(sku);
      return [];
    }
    return [
      {
        orderId,
        line: index + 1,
        sku,
        productId: article.productId,
        productName: article.productName,
        variantName: article.variantName,
        imageUrl: article.imageUrl,
        quantity,
        unitPrice: price.amount,
        discount: 0,
        tax: 0,
        lineTotal: price.amount * quantity,
        taxClass: article.taxClass,
        weightGrams: article.weightGrams,
        categoryPath: article.categoryPath,
      },
    ];
  });
  if (unavailable.length > 0 || currency === undefined) {
    throw new OrderRejected({ kind: 'item_unavailable', skus: unavailable });
  }
  if (items.reduce((sum, item) => sum + item.lineTotal, 0) > ORDER_LIMITS.subtotal) {
    throw new AppError('BAD_USER_INPUT', 'The order is worth more than one order can be: divide it');
  }
  return { currency, items };
}
