import { eventContract } from '@quartet/schema/events';
import { appendToOutbox, lastly, newId, startSaga, type LeasedSaga } from '@quartet/service-kit';
import { z } from 'zod';
import type { Cart } from '../cart/cart.ts';
import { cartRefOf, type CartOwner } from '../cart/cart-owner.ts';
import type { Trx } from '../database.ts';
import { claimStock } from '../inventory/inventory.service.ts';
import { insertReservations } from '../inventory/reservations.repository.ts';
import { stockEvents } from '../inventory/stock-events.ts';
import type { StockShortage } from '../inventory/stock.ts';
import { tellCustomer } from '../messages/order-message.ts';
import { takeKey } from '../ordering/idempotency.repository.ts';
import type { KeyedRequest } from '../ordering/idempotency.service.ts';
import { timeOfId } from '../ordering/months.ts';
import { orderPlacedEvent } from '../ordering/order-events.ts';
import { placedEntry } from '../ordering/placed-entry.ts';
import { newOrderNumber } from '../ordering/order-number.ts';
import type { Order, OrderItem } from '../ordering/order.ts';
import { insertOrder } from '../ordering/orders.repository.ts';
import { firstCallOf, openAuthorising } from '../payments/payments.service.ts';
import type { ProviderName } from '../payments/provider/provider.ts';
import type { Priced } from '../pricing/price-order.ts';
import { usePromotion } from '../promotions/promotions.service.ts';
import type { CatalogSku } from '../sku-catalog/sku.ts';
import { takeCartVersion } from './cart-purchases.repository.ts';
import type { CheckoutData } from './checkout-data.ts';
import type { CheckoutRequest } from './checkout.input.ts';
import type { CheckoutStep } from './checkout-saga.ts';

export interface Placement {
  orderId: string;
  keyed: KeyedRequest;
  request: CheckoutRequest;
  owner: CartOwner;
  /** Whose order it is; a guest's has no user. */
  customer: { userId: string | null; email: string | null };
  cart: Cart;
  price: Priced;
  skus: ReadonlyMap<string, CatalogSku>;
  provider: ProviderName;
}

export type Refusal =
  /** Another request with the key was first: look at its order. */
  | { kind: 'key_taken' }
  | { kind: 'cart_taken'; orderId: string }
  | { kind: 'insufficient_stock'; lines: StockShortage[] }
  | { kind: 'promotion_invalid'; code: string; message: string };

/** Carries a refusal out of the transaction, which is rolled back: nothing is stored, and the key is free again. */
export class PlacingRefused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

/**
 * Everything that placing an order makes true, in the caller's transaction: key, cart version, stock, promotion, order,
 * payment, saga and event. The caller holds the saga's lease.
 * @throws PlacingRefused
 */
export async function placeOrder(trx: Trx, placement: Placement): Promise<LeasedSaga> {
  const { orderId, keyed, request, owner, cart, price, provider } = placement;
  const { key, requestHash } = keyed;
  const order = orderOf(placement);
  const items = itemsOf(placement);
  const { total: amount, currency } = price;
  const payment = amount === 0 ? null : { id: newId(), orderId, provider, amount, currency };
  const lines = price.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const data: CheckoutData = {
    cart: cartRefOf(owner),
    lines,
    key,
    payment: payment && { id: payment.id, provider },
    started: payment && { operation: 'authorise', ...firstCallOf(payment) },
    method: request.paymentMethod,
    returnUrl: request.returnUrl,
    authorised: 0,
    cancelRequested: false,
    cancelReason: null,
    failure: null,
  };
  const step: CheckoutStep = 'authorise';

  // One round trip. Last of all what others wait for: the rows of much wanted stock are locked for as short as possible.
  const [isFirst, taken, , , saga, claim] = await Promise.all([
    takeKey(trx, key, requestHash, { orderId }),
    takeCartVersion(trx, { cartId: cart.id, version: cart.version, orderId }),
    insertOrder(trx, { order, items, event: placedEntry(order, items, payment) }),
    payment && openAuthorising(trx, payment),
    startSaga(trx, { id: orderId, kind: 'checkout', step, data }),
    claimStock(trx, lines),
  ]);
  if (!isFirst) throw new PlacingRefused({ kind: 'key_taken' });
  if (taken !== null) throw new PlacingRefused({ kind: 'cart_taken', orderId: taken.takenBy });
  if (claim.kind === 'insufficient') throw new PlacingRefused({ kind: 'insufficient_stock', lines: claim.lines });
  await applyPromotion(trx, order);

  const events = [orderPlacedEvent(order, items), ...stockEvents(claim.changes)];
  await lastly(trx, () =>
    Promise.all([
      insertReservations(trx, orderId, lines, null),
      appendToOutbox(trx, eventContract, events),
      tellCustomer(trx, orderId, 'received'),
    ]),
  );
  return saga;
}

async function applyPromotion(trx: Trx, { id, promotionCode, userId, email }: Order): Promise<void> {
  if (promotionCode === null) return;
  if (await usePromotion(trx, { orderId: id, code: promotionCode, userId, email })) return;
  const message = 'The code has been used as often as it may be';
  throw new PlacingRefused({ kind: 'promotion_invalid', code: promotionCode, message });
}

function orderOf({ orderId, request, customer, price }: Placement): Order {
  const placedAt = timeOfId(orderId);
  const { subtotal, discount, shipping, tax, total, currency } = price;
  return {
    id: orderId,
    number: newOrderNumber(placedAt),
    ...customer,
    status: 'PENDING',
    currency,
    subtotal,
    discount,
    shipping,
    tax,
    total,
    pricesIncludeTax: price.pricesIncludeTax,
    taxes: price.taxes,
    shippingTax: price.shippingTax,
    shippingMethod: price.method && { code: price.method.code, label: price.method.label },
    shippingAddress: price.needsShipping ? request.shippingAddress : null,
    billingAddress: request.billingAddress,
    vatId: request.vatId,
    promotionCode: price.promotionCode,
    locale: request.locale,
    version: 1,
    placedAt,
  };
}

function itemsOf({ orderId, price, skus }: Placement): OrderItem[] {
  return price.lines.map((line, at) => {
    const article = skus.get(line.sku);
    if (article === undefined) throw new Error(`${line.sku} was priced and is not there`);
    const { sku, quantity, unitPrice, discount, tax, lineTotal, taxClass, weightGrams } = line;
    const { productId, productName, variantName, imageUrl, categoryPath } = article;
    const snapshot = { productId, productName, variantName, imageUrl, categoryPath };
    const amounts = { quantity, unitPrice, discount, tax, lineTotal, taxClass, weightGrams };
    return { orderId, line: at + 1, sku, ...snapshot, ...amounts };
  });
}

const placedSchema = z.object({ orderId: z.string() });

/** What a key of a checkout was answered with. */
export const readPlaced = (stored: unknown): { orderId: string } => placedSchema.parse(stored);
