import { type DemoPayments, startSandboxPayments, writeCharges } from '@quartet/demo';
import { TOPOLOGIES } from '@quartet/launcher';
import { createLogger, createRedis, newId, userId } from '@quartet/service-kit';
import { freshEnv, waitUntil } from '@quartet/test-kit';
import { setAccountStatus } from '@quartet/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followPage } from './api-page.ts';
import { connect, findViolations, openShop, type Client, type Shop, seedCatalogue } from '../src/index.ts';

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

/** The id of the session, as the access token names it. */
function sessionOf(accessToken: string): string {
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { sid: string }).sid;
}

interface Answered {
  __typename: string;
  url?: string;
  order?: { number: string };
}

let payments: DemoPayments;

/** What the customer does on the provider's page. */
async function approve(url: string): Promise<void> {
  const page = new URL(url);
  const body = new URLSearchParams({ decision: 'approve', secret: page.searchParams.get('secret') ?? '' });
  await fetch(page, { method: 'POST', body, redirect: 'manual' });
}
beforeAll(async () => {
  payments = await startSandboxPayments({ TIME_SCALE: '0.1' });
});
afterAll(() => payments.stop());

describe.each(TOPOLOGIES)('%s', (topology) => {
  let shop: Shop;
  let client: Client;
  let redisUrl: string;
  beforeAll(async () => {
    const urls = await freshEnv();
    redisUrl = urls.REDIS_URL;
    const env = {
      ...urls,
      ...payments.settings,
      SHOP_ORIGINS: `${ORIGIN},http://localhost:4000`,
      PAYMENT_APPLICATION: topology,
    };
    shop = await openShop({ urls, env, log, topology });
    await seedCatalogue(shop.stack);
    await writeCharges(shop.stack.orders.db);
    await payments.sendEventsTo(shop.url);
    client = connect(shop.url);
  });
  afterAll(() => shop.close());

  async function attempt(buyer: Client, paymentMethod: string, guest?: string) {
    const added = await buyer.ask<{ addToCart: { guestToken: string; version: number } }>(ADD, { sku: SKU });
    const { guestToken, version } = added.data?.addToCart ?? { guestToken: '', version: 0 };
    const chosen = { guestToken, shippingAddress, shippingMethod: 'STANDARD' };
    const quoted = await buyer.ask<{ quoteCheckout: { total: object } }>(QUOTE, { input: chosen });
    const seen = { cartVersion: version, expectedTotal: quoted.data?.quoteCheckout.total };
    const payment = { paymentMethod, returnUrl: `${ORIGIN}/back`, email: guest, idempotencyKey: newId() };
    return buyer.ask<{ checkout: Answered | null }>(CHECKOUT, { input: { ...chosen, ...seen, ...payment } });
  }
  async function buy(paymentMethod: string): Promise<Answered> {
    const { data, errors } = await attempt(client, paymentMethod, email);
    if (!data?.checkout) throw new Error(JSON.stringify(errors));
    return data.checkout;
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
    await approve(waiting.url ?? '');
    // Nobody asks again: the provider's event wakes the checkout.
    await waitUntil(async () => (await look(waiting))?.status === 'CONFIRMED');

    let violations: string[] = [];
    await waitUntil(async () => {
      violations = await findViolations({
        stack: shop.stack,
        redisUrl,
        log,
        provider: { ...payments, application: topology },
      });
      return violations.length === 0;
    }).catch(() => undefined);
    expect(violations).toEqual([]);
  });

  it('a session that Redis lost is rebuilt, and a suspended account buys nothing more with its token', async () => {
    const redis = createRedis({ url: redisUrl, name: 'checkout test', log });
    try {
      const eve = await shop.person('Eve');
      const sessionKey = `session:{${sessionOf(eve.accessToken)}}`;
      expect(await redis.del(sessionKey)).toBe(1);
      // The first answer may come before the session is there again; then the client asks once more.
      let bought: Answered | null | undefined;
      await waitUntil(async () => {
        const { data, errors } = await attempt(eve.client, 'sandbox_ok');
        for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
        bought = data?.checkout;
        return bought?.__typename === 'CheckoutSuccess';
      });
      const shown = await eve.client.ask<{ orderByNumber: object | null }>(ORDER, { number: bought?.order?.number });
      expect(shown.data?.orderByNumber).toMatchObject({ status: 'CONFIRMED' });

      const tools = { db: shop.stack.users.db, redis, log };
      const change = { id: userId(eve.userId), status: 'SUSPENDED', reason: 'a test' } as const;
      await setAccountStatus(tools, { kind: 'operator', command: 'test' }, change);
      const input = { idempotencyKey: newId(), cartVersion: 1, expectedTotal: { amount: 1, currency: 'EUR' } };
      const refusal = async () => {
        const { errors } = await eve.client.ask(CHECKOUT, { input: { ...input, paymentMethod: 'sandbox_ok' } });
        return errors[0]?.extensions?.['code'];
      };
      expect(await refusal()).toBe('FORBIDDEN');
      // Rebuilt, it is as dead as before.
      await redis.del(sessionKey);
      await waitUntil(async () => (await refusal()) === 'FORBIDDEN');
    } finally {
      redis.disconnect();
    }
  });

  it('answers the queries of docs/api.md as that page says', async () => {
    const demo = await shop.person(`Page-${topology}`);
    const asked = await followPage(shop.url, { demo, open: approve });
    for (const { operation, expected, answered, errors } of asked) {
      expect({ operation, errors }).toEqual({ operation, errors: [] });
      if (expected !== null) expect({ operation, answered }).toEqual({ operation, answered: expected });
    }
    expect(asked.at(-1)?.operation).toBe('Order');
  });
});
