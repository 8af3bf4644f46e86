import { findOrderViolations } from '@quartet/e2e/invariants';
import { startPaymentSandbox } from '@quartet/payment-sandbox';
import { newId, type Subgraph, type Viewer } from '@quartet/service-kit';
import { afterwards, freshRedis, waitUntil } from '@quartet/test-kit';
import { expect } from 'vitest';
import type { CheckoutTools } from '../../src/checkout/checkout-data.ts';
import { createOrdersSubgraph } from '../../src/index.ts';
import { createPaymentProviders, type PaymentProviders } from '../../src/payments/providers.ts';
import { readOrdersEnv } from '../../src/env.ts';
import { ADD, customer, ownRedis, sell } from '../cart/shop.ts';
import { arrive } from '../customers/accounts.ts';
import { freshOrders, log } from '../database.ts';
import { everyoneSignedIn } from '../sessions.ts';
import { BERLIN, openForGermany } from './charges.ts';

export const SHOP = 'https://shop.example';
const SECRET = 'a-secret-of-tests';

const CHECKOUT = `
  fragment Bought on Order { id number status version total { amount currency } email
    payments { status amount { amount } captured { amount } } history { status } }
  mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename
    ... on DomainError { message }
    ... on CheckoutSuccess { order { ...Bought } }
    ... on PaymentActionRequired { url clientSecret order { ...Bought } }
    ... on CheckoutInProgress { retryAfterMs order { id status } }
    ... on PaymentDeclined { reason }
    ... on PriceChanged { expected { amount currency } actual { amount currency } }
    ... on InsufficientStock { lines { sku requested available } }
    ... on ItemUnavailable { skus } ... on PromotionInvalid { code } ... on InvalidShipping { field }
    ... on ConcurrentModification { currentVersion } ... on IdempotencyConflict { key } } }`;

const ANONYMOUS: Viewer = { kind: 'anonymous' };

export interface Answer {
  __typename: string;
  order: any;
  [field: string]: any;
}

export interface Buyer {
  sku: string;
  version: number;
  owner: Viewer;
  /** A valid input for the cart, changed by `change`. */
  input: (change?: Record<string, unknown>) => Record<string, unknown>;
  buy: (change?: Record<string, unknown>) => Promise<Answer>;
  add: (sku: string, quantity?: number) => Promise<number>;
}

/** The orders subgraph with its databases and a payment sandbox. */
export async function checkoutShop() {
  const { db, url } = await freshOrders();
  const redisUrl = (await freshRedis()).url;
  const redis = await ownRedis(redisUrl);
  const { url: sandboxUrl, stop } = await startPaymentSandbox({
    port: 0,
    secret: SECRET,
    webhookUrls: [],
    timeScale: 0.1,
    log,
  });
  afterwards(stop);
  const sandbox = { url: sandboxUrl, secret: SECRET };
  const paymentEnv = {
    PAYMENT_PROVIDER: 'sandbox',
    SANDBOX_PAYMENTS_URL: sandbox.url,
    SANDBOX_PAYMENTS_SECRET: SECRET,
  };
  const env = readOrdersEnv({ ORDERS_DATABASE_URL: url, REDIS_URL: 'redis://127.0.0.1:1', ...paymentEnv });
  const payments = createPaymentProviders(env.payments);
  afterwards(() => Promise.resolve(payments.close()));
  const tools: CheckoutTools = { db, redis, payments, checkout: { shopOrigins: [SHOP], approvalMs: 1_800_000 } };
  await openForGermany(db);

  // Each takes long to build, and would keep the process from reading its sockets.
  const subgraphs = new Map<PaymentProviders, Subgraph>();
  const subgraphOver = (providers: PaymentProviders): Subgraph => {
    const subgraph =
      subgraphs.get(providers) ??
      createOrdersSubgraph({ ...tools, payments: providers, sessions: everyoneSignedIn, log });
    subgraphs.set(providers, subgraph);
    return subgraph;
  };
  const ask = async (
    viewer: Viewer,
    query: string,
    variables: Record<string, unknown>,
    through: PaymentProviders = payments,
  ) => {
    const result = await subgraphOver(through).execute({ query, variables, viewer, requestId: 'test' });
    return JSON.parse(JSON.stringify(result)) as {
      data: any;
      errors?: { message: string; extensions: { code: string } }[];
    };
  };

  async function buyer(
    o: {
      sku?: string;
      quantity?: number;
      stock?: number;
      guest?: boolean;
      /** Of the account. */
      email?: string;
      /** False: orders has not heard of the account yet. */
      arrived?: boolean;
      through?: PaymentProviders;
    } = {},
  ): Promise<Buyer> {
    const { quantity = 1, stock = 5, guest = false } = o;
    const viewer = guest ? ANONYMOUS : customer();
    if (viewer.kind === 'user' && o.arrived !== false) {
      await arrive(db, viewer, o.email === undefined ? {} : { email: o.email });
    }
    const sku = o.sku ?? (await sell(db, { price: 1000, stock }));
    let token: string | null = null;
    const add = async (added: string, pieces = 1): Promise<number> => {
      const { data } = await ask(viewer, ADD, { sku: added, quantity: pieces, token });
      if (guest) token = data.cart.guestToken as string;
      return data.cart.version as number;
    };
    const version = await add(sku, quantity);
    const input = (change: Record<string, unknown> = {}) => ({
      idempotencyKey: newId(),
      cartVersion: version,
      expectedTotal: { amount: quantity * 1000 + 490, currency: 'EUR' },
      shippingAddress: BERLIN,
      shippingMethod: 'STANDARD',
      paymentMethod: 'sandbox_ok',
      ...(guest && { guestToken: token, email: 'guest@example.org' }),
      ...change,
    });
    const buy = async (change: Record<string, unknown> = {}): Promise<Answer> => {
      const { data, errors } = await ask(viewer, CHECKOUT, { input: input(change) }, o.through);
      if (errors) throw new Error(JSON.stringify(errors));
      return data.checkout as Answer;
    };
    return { sku, version, owner: viewer, input, buy, add };
  }

  const stockOf = async (sku: string) => {
    const row = await db
      .selectFrom('inventory')
      .select(['on_hand', 'reserved'])
      .where('sku', '=', sku)
      .executeTakeFirst();
    return row && [row.on_hand, row.reserved];
  };
  /** What the customer does on the provider's page; `answers`: the page may be out of date. */
  const decide = async (url: unknown, decision: 'approve' | 'decline', answers: readonly number[] = [303]) => {
    const page = new URL(String(url));
    const body = new URLSearchParams({ decision, secret: page.searchParams.get('secret') ?? '' });
    const { status } = await fetch(page, { method: 'POST', body, redirect: 'manual' });
    expect(answers).toContain(status);
  };
  return {
    db,
    url,
    tools,
    sandbox,
    ask,
    buyer,
    stockOf,
    decide,
    env: { ...paymentEnv, ORDERS_DATABASE_URL: url, REDIS_URL: redisUrl },
  };
}

type Shop = Awaited<ReturnType<typeof checkoutShop>>;

/** What must hold once nothing is under way: of strays and late events a worker has to hear first. */
export async function expectInvariants({ db, sandbox }: Pick<Shop, 'db' | 'sandbox'>): Promise<void> {
  let found: string[] = [];
  await waitUntil(async () => (found = await findOrderViolations(db, sandbox)).length === 0).catch(() => undefined);
  expect(found).toEqual([]);
}
