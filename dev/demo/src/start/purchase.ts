import { randomUUID } from 'node:crypto';
import type { GraphClient } from './graph-client.ts';

/*
 * Buys as any customer does: cart, quote, checkout, and the order that came of it, over HTTP.
 */

const ADD = `mutation AddToCart($sku: ID!) {
  addToCart(sku: $sku) {
    __typename
    ... on Cart { guestToken version }
    ... on DomainError { message }
  }
}`;

const QUOTE = `query Quote($input: QuoteInput!) {
  quoteCheckout(input: $input) {
    __typename
    ... on Quote { cartVersion total { amount currency } methods { code } }
    ... on DomainError { message }
  }
}`;

const CHECKOUT = `mutation Checkout($input: CheckoutInput!) {
  checkout(input: $input) {
    __typename
    ... on CheckoutSuccess { order { id number } }
    ... on DomainError { message }
  }
}`;

const ORDER = `query Bought($number: String!, $email: EmailAddress) {
  orderByNumber(number: $number, email: $email) {
    number
    status
    total { amount currency }
    tax { amount }
    shippingMethod { label price { amount } }
    items { productName quantity lineTotal { amount } }
    payments { provider status captured { amount currency } }
    history { at status }
  }
}`;

const ADDRESS = {
  name: 'Ada Lovelace',
  line1: 'Invalidenstraße 43',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

interface Refused {
  __typename: string;
  message?: string;
}
interface Quote extends Refused {
  cartVersion?: number;
  total?: { amount: number; currency: string } | null;
  methods?: { code: string }[];
}

export interface Bought {
  readonly orderId: string;
  readonly number: string;
}

export type PurchaseResult =
  ({ readonly kind: 'bought' } & Bought) | { readonly kind: 'refused'; readonly why: string };

/** Buys one piece. The cart must be empty: all of it is bought. `email`: for a guest. */
export async function buyOne(
  client: GraphClient,
  { sku, email = null }: { sku: string; email?: string | null },
): Promise<PurchaseResult> {
  const added = await client.ask<{ addToCart: (Refused & { guestToken?: string | null }) | null }>(ADD, { sku });
  const cart = added.data?.addToCart;
  if (cart?.__typename !== 'Cart') return refused(cart, added.errors);
  const guestToken = cart.guestToken ?? null;

  const ask = async (choice: object) => {
    const input = { guestToken, shippingAddress: ADDRESS, ...choice };
    return client.ask<{ quoteCheckout: Quote | null }>(QUOTE, { input });
  };
  const offered = await ask({});
  const shippingMethod = offered.data?.quoteCheckout?.methods?.[0]?.code ?? null;
  const quoted = await ask({ shippingMethod });
  const quote = quoted.data?.quoteCheckout;
  if (!quote?.total) return refused(quote, quoted.errors);

  const input = {
    idempotencyKey: randomUUID(),
    cartVersion: quote.cartVersion,
    expectedTotal: quote.total,
    guestToken,
    email,
    shippingAddress: ADDRESS,
    shippingMethod,
    paymentMethod: 'sandbox_ok',
  };
  const paid = await client.ask<{ checkout: (Refused & { order?: { id: string; number: string } }) | null }>(CHECKOUT, {
    input,
  });
  const order = paid.data?.checkout?.order;
  if (order === undefined) return refused(paid.data?.checkout, paid.errors);
  return { kind: 'bought', orderId: order.id, number: order.number };
}

/** The order as its buyer sees it. */
export async function showPurchase(client: GraphClient, number: string, email: string | null): Promise<unknown> {
  const answer = await client.ask(ORDER, { number, email });
  return answer.data?.['orderByNumber'] ?? answer.errors;
}

function refused(
  answer: Refused | null | undefined,
  errors: readonly { message: string }[] | undefined,
): PurchaseResult {
  const why = answer ? `${answer.__typename}${answer.message === undefined ? '' : `: ${answer.message}`}` : undefined;
  return { kind: 'refused', why: why ?? errors?.[0]?.message ?? 'no answer' };
}
