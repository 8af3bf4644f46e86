import {
  checkout,
  clearCart,
  quoteCheckout,
  setCartQuantity,
  wasCheckedOut,
  type CheckoutTools,
  type PlaceOrderInput,
} from '@quartet/orders';

export type BuyResult = 'placed' | 'existing' | 'refused';

/**
 * Buys a demo order as its customer does: cart, quote, checkout. Two orders of one customer must not be bought at once, for
 * they share a cart.
 */
export async function buyOrder(tools: CheckoutTools, order: PlaceOrderInput & { userId: string }): Promise<BuyResult> {
  const { db, redis } = tools;
  const owner = { kind: 'user', userId: order.userId } as const;
  const { idempotencyKey, shippingAddress } = order;
  if (await wasCheckedOut(db, owner, idempotencyKey)) return 'existing';
  for (const [sku, quantity] of quantities(order)) {
    const { kind } = await setCartQuantity(db, redis, owner, { sku, quantity });
    if (kind !== 'cart') return refuse(tools, owner);
  }
  const { shippingMethod } = order;
  const quoted = await quoteCheckout(tools, owner, { shippingAddress, shippingMethod });
  if (quoted.kind !== 'quote' || quoted.price.kind !== 'priced') return refuse(tools, owner);
  const { total, currency } = quoted.price;
  const { kind } = await checkout(tools, owner, {
    idempotencyKey,
    cartVersion: quoted.cartVersion,
    expectedTotal: { amount: total, currency },
    shippingAddress,
    shippingMethod,
    paymentMethod: 'sandbox_ok',
  });
  return kind === 'success' || kind === 'in_progress' ? 'placed' : refuse(tools, owner);
}

/** Leaves no cart behind. */
async function refuse({ redis }: CheckoutTools, owner: Parameters<typeof clearCart>[1]): Promise<'refused'> {
  await clearCart(redis, owner);
  return 'refused';
}

function quantities({ lines }: PlaceOrderInput): Map<string, number> {
  const bySku = new Map<string, number>();
  for (const { sku, quantity } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  return bySku;
}
