import { newId } from '@quartet/service-kit';
import type { CartOwner } from '../../src/cart/cart-owner.ts';
import { addToCart, setCartQuantity } from '../../src/cart/cart.service.ts';
import type { Cart } from '../../src/cart/cart.ts';
import type { CheckoutTools } from '../../src/checkout/checkout-data.ts';
import type { CheckoutInput } from '../../src/checkout/checkout.input.ts';
import { checkout, type CheckoutOutcome } from '../../src/checkout/checkout.service.ts';
import { quoteCheckout } from '../../src/checkout/quote.service.ts';
import { BERLIN } from './charges.ts';

/** A guest who buys past the graph: many at once cost what their checkouts cost, and nothing more. */
export interface FastBuyer {
  owner: () => CartOwner & { kind: 'guest' };
  /** The newest version of the cart. */
  version: () => number;
  put: (sku: string, quantity: number) => Promise<Cart>;
  /** What `buy` sends, at the price of now. */
  input: (change?: Partial<CheckoutInput>) => Promise<CheckoutInput>;
  buy: (change?: Partial<CheckoutInput>) => Promise<CheckoutOutcome>;
  send: (input: CheckoutInput) => Promise<CheckoutOutcome>;
}

export function fastBuyer(tools: CheckoutTools): FastBuyer {
  let token: string | null = null;
  let version = 0;
  const owner = () => {
    if (token === null) throw new Error('nothing was put into the cart');
    return { kind: 'guest', token } as const;
  };
  const put = async (sku: string, quantity: number): Promise<Cart> => {
    const set =
      token === null
        ? await addToCart(tools.db, tools.redis, null, { sku, quantity })
        : await setCartQuantity(tools.db, tools.redis, owner(), { sku, quantity });
    if (set.kind !== 'cart') throw new Error(`${sku} does not go into the cart: ${set.kind}`);
    version = set.cart.version;
    token ??= set.cart.guestToken;
    return set.cart;
  };
  const input = async (change: Partial<CheckoutInput> = {}): Promise<CheckoutInput> => {
    const { promotionCode = null } = change;
    const chosen = { shippingAddress: BERLIN, shippingMethod: 'STANDARD', promotionCode };
    const quoted = await quoteCheckout(tools, owner(), chosen);
    if (quoted.kind !== 'quote' || quoted.price.kind !== 'priced') throw new Error(JSON.stringify(quoted));
    const { total: amount, currency } = quoted.price;
    return {
      ...{ idempotencyKey: newId(), cartVersion: version, email: `${owner().token.slice(0, 8)}@example.org` },
      ...{ expectedTotal: { amount, currency }, paymentMethod: 'sandbox_ok', ...chosen, ...change },
    };
  };
  const send = (given: CheckoutInput) => checkout(tools, owner(), given);
  return { owner, version: () => version, put, input, send, buy: async (change) => send(await input(change)) };
}

/** As many at once as the pool has connections: more would only wait for one, in this process. */
const AT_ONCE = 24;

export async function atOnce<T>(count: number, act: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const rest = Array.from({ length: count }, (_, n) => n).values();
  const worker = async (): Promise<void> => {
    for (const n of rest) results[n] = await act(n);
  };
  await Promise.all(Array.from({ length: Math.min(count, AT_ONCE) }, worker));
  return results;
}
