import { writeCharges } from '@quartet/demo';
import { spawnPaymentSandbox, type SandboxProcess } from '@quartet/payment-sandbox';
import { TOPOLOGIES } from '@quartet/launcher';
import { createLogger, newId } from '@quartet/service-kit';
import { freshEnv, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, findViolations, openShop, type Client, type Shop, seedCatalogue } from '../src/index.ts';

const SECRET = 'a-secret-of-tests';
const ORIGIN = 'https://shop.example';
const SKU = 'KVIST-MINI';
const log = createLogger({ name: 'checkout', level: 'silent' });
const shippingAddress = {
  name: 'Ada Lovelace',
  line1: 'Torstraße 1',
  city: 'Berlin',
  postalCode: '10119',
  country: 'DE',
};
const email = 'guest@example.org';

const ADD = `mutation ($sku: ID!) { addToCart(sku: $sku) { ... on Cart { guestToken version } } }`;
const QUOTE = `query ($input: QuoteInput!) { quoteCheckout(input: $input) { ... on Quote { total { amount currency } } } }`;
const CHECKOUT = `mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename
  ... on DomainError { message }
  ... on CheckoutSuccess { order { number } } ... on PaymentActionRequired { url order { number } } } }`;
const ORDER = `query ($number: String!, $email: EmailAddress) { orderByNumber(number: $number, email: $email) {
  status payments { status } items { variant { product { name } } } } }`;

interface Answered {
  __typename: string;
  url?: string;
  order?: { number: string };
}

let sandbox: SandboxProcess;
beforeAll(async () => {
  sandbox = await spawnPaymentSandbox({ SANDBOX_PAYMENTS_SECRET: SECRET, TIME_SCALE: '0.1' });
});
afterAll(() => sandbox.stop());

describe.each(TOPOLOGIES)('%s', (topology) => {
  let shop: Shop;
  let client: Client;
  let redisUrl: string;
  beforeAll(async () => {
    const urls = await freshEnv();
    redisUrl = urls.REDIS_URL;
    const payments = {
      PAYMENT_PROVIDER: 'sandbox',
      SANDBOX_PAYMENTS_URL: sandbox.url,
      SANDBOX_PAYMENTS_SECRET: SECRET,
      SHOP_ORIGINS: ORIGIN,
    };
    shop = await openShop({ urls, env: { ...urls, ...payments }, log, topology });
    await seedCatalogue(shop.stack);
    await writeCharges(shop.stack.orders.db);
    await fetch(`${sandbox.url}/v1/webhook-targets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}`, 'idempotency-key': newId() },
      body: JSON.stringify({ url: new URL('/webhooks/payments/sandbox', shop.url).href }),
    });
    client = connect(shop.url);
  });
  afterAll(() => shop.close());

  async function buy(paymentMethod: string): Promise<Answered> {
    const added = await client.ask<{ addToCart: { guestToken: string; version: number } }>(ADD, { sku: SKU });
    const { guestToken, version } = added.data?.addToCart ?? { guestToken: '', version: 0 };
    const chosen = { guestToken, shippingAddress, shippingMethod: 'STANDARD' };
    const quoted = await client.ask<{ quoteCheckout: { total: object } }>(QUOTE, { input: chosen });
    const seen = { cartVersion: version, expectedTotal: quoted.data?.quoteCheckout.total };
    const payment = { paymentMethod, returnUrl: `${ORIGIN}/back`, email, idempotencyKey: newId() };
    const answer = await client.ask<{ checkout: Answered }>(CHECKOUT, { input: { ...chosen, ...seen, ...payment } });
    if (!answer.data) throw new Error(JSON.stringify(answer.errors));
    return answer.data.checkout;
  }
  const look = async ({ order }: Answered) => {
    const { data } = await client.ask<{ orderByNumber: { status: string } | null }>(ORDER, { ...order, email });
    return data?.orderByNumber;
  };

  it('a guest buys over HTTP, declined and approved, and everything adds up', async () => {
    const bought = await buy('sandbox_ok');
    expect(bought.__typename).toBe('CheckoutSuccess');
    expect(await look(bought)).toMatchObject({
      status: 'CONFIRMED',
      payments: [{ status: 'CAPTURED' }],
      items: [{ variant: { product: { name: expect.any(String) as string } } }],
    });
    expect((await buy('sandbox_declined')).__typename).toBe('PaymentDeclined');

    const waiting = await buy('sandbox_action+webhook_duplicate');
    expect(waiting.__typename).toBe('PaymentActionRequired');
    const page = new URL(waiting.url ?? '');
    const body = new URLSearchParams({ decision: 'approve', secret: page.searchParams.get('secret') ?? '' });
    await fetch(page, { method: 'POST', body, redirect: 'manual' });
    // Nobody asks again: the provider's event wakes the checkout.
    await waitUntil(async () => (await look(waiting))?.status === 'CONFIRMED');

    let violations: string[] = [];
    await waitUntil(async () => {
      violations = await findViolations({ stack: shop.stack, redisUrl, log });
      return violations.length === 0;
    }).catch(() => undefined);
    expect(violations).toEqual([]);
  });
});
