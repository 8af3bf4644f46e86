import { setTimeout as delay } from 'node:timers/promises';
import { type Product, saveProduct } from '@quartet/catalog';
import { receiveStock } from '@quartet/orders';
import { flagshipQuery } from '@quartet/schema';
import type { Subgraphs } from '@quartet/launcher';
import { type Answer, connect, type Flagship, isWhole, KEYBOARDS, logIn, MOUSE, type Person } from '../src/index.ts';
import { pick, type Random } from './random.ts';
import { buyAsGuest } from './shopper.ts';

export interface LoadOptions {
  readonly stack: Subgraphs;
  /** GraphQL at each router. */
  readonly urls: readonly string[];
  readonly customer: Person;
  /** Whose flagship is asked for. */
  readonly order: { orderId: string; number: string };
  readonly random: Random;
}

/** What the shop said "done" to: it must be there in the end, and once. */
export interface Acknowledged {
  /** Order id by idempotency key. */
  readonly orders: Map<string, string>;
  /** Pieces by reference of the delivery. */
  readonly deliveries: Map<string, number>;
  /** The last price of each product, by slug. */
  readonly prices: Map<string, number>;
}

export interface Load {
  readonly acknowledged: Acknowledged;
  /** Answers that say something that is not so. */
  readonly wrong: string[];
  readonly counts: Record<'whole' | 'partial' | 'unreachable' | 'searches' | 'logIns' | 'retried', number>;
  /** What partial answers lacked, and how often. */
  readonly faults: Map<string, number>;
  /** Begins nothing new, and sees through what was begun. */
  stop(): Promise<void>;
}

const GIVE_UP_MS = 60_000;
const SKUS = [...KEYBOARDS.flatMap(({ skus }): string[] => [...skus]), MOUSE.sku];

/** Customers who look, search, log in and buy, deliveries that come in, and an editor who changes prices: all at once. */
export function startLoad(options: LoadOptions): Load {
  const { stack, random, customer, order } = options;
  const acknowledged: Acknowledged = { orders: new Map(), deliveries: new Map(), prices: new Map() };
  const counts: Load['counts'] = { whole: 0, partial: 0, unreachable: 0, searches: 0, logIns: 0, retried: 0 };
  const faults = new Map<string, number>();
  const wrong: string[] = [];
  let token = customer.accessToken;
  let stopping = false;

  /** What a client does that got no answer from one router: ask any other a moment later. */
  async function atAnyRouter<T>(ask: (url: string) => Promise<T>): Promise<T | undefined> {
    try {
      return await ask(pick(random, options.urls));
    } catch {
      counts.unreachable += 1;
      return undefined;
    }
  }

  async function look(): Promise<void> {
    const answer = await atAnyRouter((url) =>
      connect(url, token).ask<Flagship>(flagshipQuery(), { id: order.orderId }),
    );
    if (!answer) return;
    if (isWhole(answer)) counts.whole += 1;
    else if (answer.errors.length > 0) countFaults(answer);
    else wrong.push(`an answer lacks something and names no error: ${JSON.stringify(answer.data)}`);
    const number = answer.data?.order?.number;
    if (number !== undefined && number !== order.number) wrong.push(`order ${order.number} was answered as ${number}`);
  }

  function countFaults({ errors }: Answer<Flagship>): void {
    counts.partial += 1;
    for (const { path, extensions } of errors) {
      const field = path?.filter((part) => typeof part === 'string').join('.') ?? 'nowhere';
      const fault = `${extensions?.code ?? 'no code'} at ${field}`;
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
    }
  }

  async function search(): Promise<void> {
    const answer = await atAnyRouter((url) =>
      connect(url).ask<{ searchProducts: { nodes: unknown[] } | null }>(
        `{ searchProducts(query: "keyboard") { nodes { name } } }`,
      ),
    );
    if (answer?.data?.searchProducts) counts.searches += 1;
  }

  async function enter(): Promise<void> {
    const given = await logIn(pick(random, options.urls), customer).catch(() => undefined);
    if (given === undefined) return;
    token = given;
    counts.logIns += 1;
  }

  /** Until it is done: a client that gets no answer asks again with the same key, and must not get two of it. */
  async function persist<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
    const deadline = Date.now() + GIVE_UP_MS;
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (Date.now() > deadline) {
          wrong.push(`${what} could not be done for a minute: ${String(error)}`);
          return undefined;
        }
        counts.retried += 1;
        await delay(200);
      }
    }
  }

  const shopper = { urls: options.urls, random, onFault: () => (counts.retried += 1) };
  let orders = 0;
  async function buy(): Promise<void> {
    const idempotencyKey = `chaos-order-${++orders}`;
    const lines = [{ sku: pick(random, SKUS), quantity: 1 + Math.floor(random() * 3) }];
    const times = random() < 0.3 ? 2 : 1;
    try {
      const bought = await buyAsGuest(shopper, { lines, idempotencyKey, paymentMethod: 'sandbox_ok', times });
      if (bought.kind === 'bought') acknowledged.orders.set(idempotencyKey, bought.order.id);
    } catch (error) {
      wrong.push(`${idempotencyKey}: ${String(error)}`);
    }
  }

  let deliveries = 0;
  async function deliver(): Promise<void> {
    const reference = `chaos-delivery-${++deliveries}`;
    const sku = pick(random, SKUS);
    const quantity = 1 + Math.floor(random() * 5);
    const done = await persist('a delivery', () => receiveStock(stack.orders.db, { sku, quantity, reference }));
    if (done) acknowledged.deliveries.set(reference, quantity);
  }

  async function reprice(): Promise<void> {
    const { slug } = pick(random, KEYBOARDS);
    const amount = 1_000 + Math.floor(random() * 9_000);
    const done = await persist('a price', () => setPrice(stack, slug, amount));
    if (done) acknowledged.prices.set(slug, amount);
  }

  const every = async (ms: number, act: () => Promise<void>): Promise<void> => {
    while (!stopping) {
      await act();
      await delay(ms);
    }
  };
  // So much that something is always under way, and so little that two cores can still start processes beside it.
  const running = [
    every(50, look),
    every(50, look),
    every(200, search),
    every(1_000, enter),
    every(100, buy),
    every(100, buy),
    every(200, deliver),
    every(200, reprice),
  ];
  return {
    acknowledged,
    counts,
    faults,
    wrong,
    async stop() {
      stopping = true;
      await Promise.all(running);
    },
  };
}

/** As an editor does it. */
async function setPrice({ catalog: { db } }: Subgraphs, slug: string, amount: number): Promise<boolean> {
  const product = await db.collection<Product & { _id: Product['id'] }>('products').findOne({ slug });
  if (!product) throw new Error(`no product ${slug}`);
  const { _id: id, name, brand, status, categoryId, attributes } = product;
  const variants = product.variants.map((variant) => ({ ...variant, price: { amount, currency: 'EUR' } }));
  const outcome = await saveProduct(db, { id, slug, name, brand, status, categoryId, attributes, variants });
  if (outcome.kind !== 'saved') throw new Error(`the price was refused: ${outcome.kind}`);
  return true;
}
