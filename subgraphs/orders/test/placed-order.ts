import { newId, retryTransaction } from '@quartet/service-kit';
import { cartIdOf, type CartOwner, newGuest } from '../src/cart/cart-owner.ts';
import { hashOfCheckout, parseCheckout } from '../src/checkout/checkout.input.ts';
import { placeOrder } from '../src/checkout/place-order.ts';
import { priceCart } from '../src/checkout/price-cart.service.ts';
import type { Db } from '../src/index.ts';
import { BERLIN } from './checkout/charges.ts';

export interface PlacedOrder {
  orderId: string;
  number: string;
}

/**
 * An order as `checkout` places it, of a cart that never stood in Redis: PENDING, its stock reserved, and nothing of its
 * saga done. The shop must be open for Germany. @throws where it is refused
 */
export async function place(
  db: Db,
  lines: readonly { sku: string; quantity: number }[],
  /** A guest by default. */
  o: { userId?: string; email?: string } = {},
): Promise<PlacedOrder> {
  const { userId, email = 'ada@example.org' } = o;
  const owner: CartOwner = userId === undefined ? newGuest() : { kind: 'user', userId };
  const orderId = newId();
  const cart = {
    ...{ id: cartIdOf(owner), guestToken: null, version: 1 + Math.floor(Math.random() * 1e9), currency: 'EUR' },
    ...{ lines: lines.map((line) => ({ ...line, seenPrice: 0 })), expiresAt: null },
  };
  const request = parseCheckout(
    {
      ...{ idempotencyKey: newId(), cartVersion: cart.version, email, expectedTotal: { amount: 0, currency: 'EUR' } },
      ...{ shippingAddress: BERLIN, shippingMethod: 'STANDARD', paymentMethod: 'sandbox_ok' },
    },
    [],
  );
  if ('kind' in request) throw new Error(request.message);
  const customer = { userId: userId ?? null, email };
  const priced = await priceCart(db, cart, { request, customer });
  if (priced.kind !== 'price' || priced.price.kind !== 'priced') throw new Error(JSON.stringify(priced));
  const { price, skus } = priced;
  const key = { owner: `${owner.kind}:${cart.id}`, operation: 'checkout', key: request.idempotencyKey };
  const keyed = { key, requestHash: hashOfCheckout(request) };
  const placement = { orderId, keyed, request, owner, customer, cart, price, skus, provider: 'sandbox' } as const;
  await retryTransaction(db, (trx) => placeOrder(trx, placement));
  const placed = await db
    .selectFrom('order_directory')
    .select('number')
    .where('order_id', '=', orderId)
    .executeTakeFirstOrThrow();
  return { orderId, number: placed.number };
}
