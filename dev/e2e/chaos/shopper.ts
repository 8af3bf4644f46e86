import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, connect } from '../src/index.ts';
import { pick, type Random } from './random.ts';

/*
 * A guest who buys over HTTP, and does what a good client does that gets no answer: asks any router again, for a checkout
 * with the same key.
 */

const ADD = `mutation ($sku: ID!) { cart: addToCart(sku: $sku) { __typename ... on Cart { guestToken version } } }`;
const SET = `mutation ($sku: ID!, $quantity: Int!, $token: String) {
  cart: setCartQuantity(sku: $sku, quantity: $quantity, guestToken: $token) { __typename ... on Cart { version } } }`;
const QUOTE = `query ($input: QuoteInput!) { quote: quoteCheckout(input: $input) { __typename
  ... on Quote { cartVersion total { amount currency } } } }`;
const CHECKOUT = `mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename
  ... on DomainError { message }
  ... on CheckoutSuccess { order { id number } }
  ... on PaymentActionRequired { url order { id number } } } }`;

const ADDRESS = { name: 'Ada', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };
const EMAIL = 'chaos@example.org';
/** For an answer of any kind to one request, so often it is sent. */
const GIVE_UP_MS = 60_000;
const AGAIN_MS = 200;
const ORIGIN = 'https://shop.example';

/** What the shop needs to be told so that approvals may return to the shopper's page. */
export const SHOPPER_ORIGIN = ORIGIN;

export interface Order {
  readonly id: string;
  readonly number: string;
}

export type Purchase =
  /** Paid, as the shop says. */
  | { readonly kind: 'bought'; readonly order: Order }
  /** The shop said that there is no order: out of stock, declined, the cart is gone … */
  | { readonly kind: 'refused'; readonly why: string }
  /** The customer left while the payment waited for an approval. */
  | { readonly kind: 'left'; readonly order: Order };

export interface ShopperOptions {
  readonly urls: readonly string[];
  readonly random: Random;
  /** Each time that there was no answer, or an error, with its code. */
  readonly onFault: (code: string) => void;
}

export interface Wish {
  readonly lines: readonly { sku: string; quantity: number }[];
  readonly idempotencyKey: string;
  /** A test token of the sandbox. */
  readonly paymentMethod: string;
  readonly promotionCode?: string | null;
  /** So often the same checkout is sent at once. */
  readonly times?: number;
  /** What the customer does on the provider's page. */
  readonly approval?: 'approve' | 'decline' | 'leave';
}

interface Bought {
  __typename: string;
  message?: string;
  url?: string;
  order?: Order;
}

/** Buys what is wished. @throws where the shop gave no answer for a minute */
export async function buyAsGuest(shopper: ShopperOptions, wish: Wish): Promise<Purchase> {
  const [first] = wish.lines;
  if (!first) throw new Error('nothing is wished');
  const added = await ask<{ cart: { __typename: string; guestToken?: string } }>(shopper, ADD, { sku: first.sku });
  const { guestToken: token } = added.cart;
  if (token === undefined) return { kind: 'refused', why: added.cart.__typename };
  for (const { sku, quantity } of wish.lines) {
    const set = await ask<{ cart: { __typename: string } }>(shopper, SET, { sku, quantity, token });
    if (set.cart.__typename !== 'Cart') return { kind: 'refused', why: set.cart.__typename };
  }
  const { promotionCode = null } = wish;
  const chosen = { guestToken: token, shippingAddress: ADDRESS, shippingMethod: 'STANDARD', promotionCode };
  const quoted = await ask<{ quote: { __typename: string; cartVersion?: number; total?: object | null } }>(
    shopper,
    QUOTE,
    { input: chosen },
  );
  const { cartVersion, total } = quoted.quote;
  if (!total) return { kind: 'refused', why: quoted.quote.__typename };
  const { idempotencyKey, paymentMethod } = wish;
  const payment = { paymentMethod, returnUrl: `${ORIGIN}/back`, email: EMAIL, idempotencyKey };
  const input = { ...chosen, ...payment, cartVersion, expectedTotal: total };
  const [one, ...others] = await Promise.all(
    Array.from({ length: wish.times ?? 1 }, () => checkout(shopper, wish, input)),
  );
  if (!one) throw new Error('no checkout was sent');
  const odd = others.find((other) => isAnotherOrder(one, other));
  if (odd) throw new Error(`the key ${idempotencyKey} gave ${JSON.stringify(one)} and ${JSON.stringify(odd)}`);
  return [one, ...others].find(({ kind }) => kind === 'bought') ?? one;
}

/** An order that was declined frees the key, so that the same request may be refused and then bought. */
function isAnotherOrder(one: Purchase, other: Purchase): boolean {
  return one.kind !== 'refused' && other.kind !== 'refused' && one.order.id !== other.order.id;
}

/** Until it is clear what became of it. */
async function checkout(shopper: ShopperOptions, wish: Wish, input: object): Promise<Purchase> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (;;) {
    const answer = await ask<{ checkout: Bought }>(shopper, CHECKOUT, { input });
    const { __typename: kind, message = kind, order, url } = answer.checkout;
    if (kind === 'CheckoutSuccess' && order) return { kind: 'bought', order };
    if (kind === 'PaymentActionRequired' && order && url !== undefined) {
      if (wish.approval === 'leave') return { kind: 'left', order };
      await decide(shopper, url, wish.approval ?? 'approve');
    } else if (kind !== 'CheckoutInProgress')
      return { kind: 'refused', why: kind === 'PaymentDeclined' ? kind : message };
    if (Date.now() > deadline) throw new Error(`the order ${order?.number ?? ''} came to no end: ${kind}`);
    await delay(AGAIN_MS);
  }
}

/** On the provider's page; its own process may be away. */
async function decide({ onFault }: ShopperOptions, url: string, decision: string): Promise<void> {
  const page = new URL(url);
  const body = new URLSearchParams({ decision, secret: page.searchParams.get('secret') ?? '' });
  try {
    await fetch(page, { method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(5_000) });
  } catch {
    onFault('the approval page');
  }
}

/** Until there is an answer without faults. */
async function ask<Data>({ urls, random, onFault }: ShopperOptions, query: string, variables: object): Promise<Data> {
  const deadline = Date.now() + GIVE_UP_MS;
  for (;;) {
    const answer: Answer<Data> | undefined = await connect(pick(random, urls))
      .ask<Data>(query, { ...variables })
      .catch(() => undefined);
    const [fault] = answer?.errors ?? [];
    if (answer?.data && !fault) return answer.data;
    const code = answer === undefined ? 'no answer' : (fault?.extensions?.code ?? `HTTP ${answer.status}`);
    if (code === 'BAD_USER_INPUT') throw new Error(`the shop calls it bad input: ${fault?.message ?? ''}`);
    onFault(code);
    if (Date.now() > deadline) throw new Error(`no answer for a minute, the last was ${code}`);
    await delay(AGAIN_MS);
  }
}
