import {
  checkout,
  clearCart,
  quoteCheckout,
  setCartQuantity,
  wasCheckedOut,
  type CheckoutTools,
  type CheckoutInput,
} from '@quartet/orders';

/** What a customer of the demo or of a test buys. */
export interface Purchase {
  userId: string;
  lines: readonly { sku: string; quantity: number }[];
  shippingAddress: NonNullable<CheckoutInput['shippingAddress']>;
  shippingMethod: string;
  idempotencyKey: string;
}

export type BuyResult =
  | { kind: 'placed'; orderId: string; number: string }
  /** The key was used for it before. */
  | { kind: 'existing' }
  | { kind: 'refused'; why: string };

/**
 * Buys as a customer does: cart, quote, checkout with the payment sandbox. Two orders of one customer must not be bought at
 * once, for they share a cart.
 */
export async function buyOrder(tools: CheckoutTools, purchase: Purchase): Promise<BuyResult> {
  const { db, redis } = tools;
  const owner = { kind: 'user', userId: purchase.userId } as const;
  const { idempotencyKey, shippingAddress, shippingMethod } = purchase;
  /** Leaves no cart behind. */
  const refuse = async (why: string): Promise<BuyResult> => {
    await clearCart(redis, owner);
    return { kind: 'refused', why };
  };
  if (await wasCheckedOut(db, owner, idempotencyKey)) return { kind: 'existing' };
  for (const [sku, quantity] of quantities(purchase)) {
    const { kind } = await setCartQuantity(db, redis, owner, { sku, quantity });
    if (kind !== 'cart') return refuse(`${kind}: ${sku}`);
  }
  const quoted = await quoteCheckout(tools, owner, { shippingAddress, shippingMethod });
  if (quoted.kind !== 'quote') return refuse(JSON.stringify(quoted));
  if (quoted.price.kind !== 'priced') return refuse(`${quoted.price.missing} is missing`);
  const { total, currency } = quoted.price;
  const bought = await checkout(tools, owner, {
    idempotencyKey,
    cartVersion: quoted.cartVersion,
    expectedTotal: { amount: total, currency },
    shippingAddress,
    shippingMethod,
    paymentMethod: 'sandbox_ok',
  });
  if (bought.kind !== 'success' && bought.kind !== 'in_progress') return refuse(JSON.stringify(bought));
  return { kind: 'placed', orderId: bought.order.id, number: bought.order.number };
}

function quantities({ lines }: Purchase): Map<string, number> {
  const bySku = new Map<string, number>();
  for (const { sku, quantity } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  return bySku;
}
