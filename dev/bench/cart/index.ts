import type { EngineUrls } from '@quartet/engines';
import { applyProductChanges, migrateOrders, type Db, receiveStockMany, startOrders } from '@quartet/orders';
import { SCOPES_OF_ROLE } from '@quartet/schema/access';
import { newEvent, type EventOf } from '@quartet/schema/events';
import { CART_LIMITS } from '@quartet/schema/limits';
import { createLogger, createViewerSigner, newId, userId, VIEWER_HEADER, type Viewer } from '@quartet/service-kit';
import { Client } from 'undici';
import { withOwnEngines } from '../own-engines.ts';
import { median, row, type Row, rowAgainst } from '../rows.ts';
import { startOrdersProcess } from './orders-process.ts';

const WARM_UP = 20;
/** Of each in a round: so many SKUs come into one customer's cart. */
const PER_ROUND = 20;
const SECRET = 'a-secret-of-benchmarks-with-32-characters';

const EMPTY = '{ __typename }';
const ADD = `mutation ($sku: ID!) { addToCart(sku: $sku, quantity: 1) { __typename ... on Cart { id version itemCount } } }`;
const READ = `{ cart { id version itemCount subtotal { amount currency } lines {
  id sku quantity issue unitPrice { amount currency } lineTotal { amount currency } variant { sku } } } }`;

/** What the queries above are answered with. */
interface Answer {
  readonly addToCart?: { readonly __typename: string };
  readonly cart?: { readonly lines: readonly unknown[] };
}

type Ask = (viewer: Viewer, query: string, variables?: object) => Promise<{ answer: Answer; ms: number }>;

/**
 * What a change of a cart and the reading of a full one take beside a field that does nothing, over HTTP at the subgraph,
 * which is a process of its own: one after the other, in turn, medians. Nobody else is there.
 */
export function cart(options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  return withOwnEngines(options.say, ({ urls }) => measure(urls, options), { isDurable: true });
}

async function measure(urls: EngineUrls, { rounds, say }: { rounds: number; say: (line: string) => void }) {
  const env = { ORDERS_DATABASE_URL: urls.ORDERS_DATABASE_URL, REDIS_URL: urls.REDIS_URL };
  say('Writing products …');
  const skus = await seed(env);
  const orders = await startOrdersProcess(env, SECRET);
  const client = new Client(new URL(orders.url).origin);
  try {
    const ask = asker(client);
    const full = customer();
    for (const sku of skus) await add(ask, full, sku);

    say(`Asking ${rounds} rounds of ${PER_ROUND} of each …`);
    const took = { empty: [] as number[], add: [] as number[], read: [] as number[] };
    for (let round = -WARM_UP; round < rounds; round++) {
      const viewer = customer();
      for (let at = 0; at < PER_ROUND; at++) {
        const sides = [
          async () => took.empty.push((await ask(viewer, EMPTY)).ms),
          async () => took.add.push(await add(ask, viewer, skus[(round + WARM_UP + at) % skus.length] ?? '')),
          async () => took.read.push(await read(ask, full)),
        ];
        // What comes behind a long answer finds other caches: they take turns.
        for (let side = 0; side < sides.length; side++) await sides[(side + at) % sides.length]?.();
      }
      if (round < 0) for (const list of Object.values(took)) list.length = 0;
    }
    const [empty, added, whole] = [median(took.empty), median(took.add), median(took.read)];
    const base = row('empty-field', empty, 'ms');
    return [
      base,
      rowAgainst(base, 'add', added, 'ms'),
      rowAgainst(base, 'read-100-lines', whole, 'ms'),
      row('add-extra', added - empty, 'ms'),
      row('read-extra', whole - empty, 'ms'),
    ];
  } finally {
    await client.destroy();
    await orders.stop();
  }
}

const customer = (): Viewer => {
  const scopes = SCOPES_OF_ROLE['CUSTOMER'];
  return { kind: 'user', userId: userId(newId()), sessionId: newId(), role: 'CUSTOMER', scopes };
};

/** The viewer is signed before the clock starts: that is the router's work. */
function asker(client: Client): Ask {
  const sign = createViewerSigner([SECRET]);
  return async (viewer, query, variables = {}) => {
    const headers = { 'content-type': 'application/json', [VIEWER_HEADER]: await sign(viewer, 'orders') };
    const body = JSON.stringify({ query, variables });
    const startedAt = performance.now();
    const response = await client.request({ method: 'POST', path: '/graphql', headers, body });
    const text = await response.body.text();
    const ms = performance.now() - startedAt;
    const { data, errors } = JSON.parse(text) as { data?: Answer; errors?: unknown };
    if (response.statusCode !== 200 || data === undefined || errors !== undefined) throw new Error(text);
    return { answer: data, ms };
  };
}

async function add(ask: Ask, viewer: Viewer, sku: string): Promise<number> {
  const { answer, ms } = await ask(viewer, ADD, { sku });
  if (answer.addToCart?.__typename !== 'Cart') throw new Error(JSON.stringify(answer));
  return ms;
}

async function read(ask: Ask, viewer: Viewer): Promise<number> {
  const { answer, ms } = await ask(viewer, READ);
  if (answer.cart?.lines.length !== CART_LIMITS.lines) throw new Error('The cart is not full');
  return ms;
}

/** As many SKUs as a cart takes, each of a product of its own, with enough of each. */
async function seed(env: { ORDERS_DATABASE_URL: string; REDIS_URL: string }): Promise<string[]> {
  const log = createLogger({ name: 'bench', level: 'error' });
  await migrateOrders({ env, log, direction: 'up' });
  const orders = await startOrders({ env, log, workers: false });
  try {
    const skus = Array.from({ length: CART_LIMITS.lines }, (_, at) => `VASE-${at}`);
    await write(orders.db, skus);
    return skus;
  } finally {
    await orders.stop();
  }
}

async function write(db: Db, skus: readonly string[]): Promise<void> {
  await applyProductChanges(db, skus.map(published));
  await receiveStockMany(
    db,
    skus.map((sku) => ({ sku, quantity: 1_000_000, reference: `all of ${sku}` })),
  );
}

function published(sku: string): EventOf<'product.changed'> {
  const category = { id: 'vases', slug: 'vases', name: 'Vases' };
  const data = {
    productId: `product of ${sku}`,
    version: 1,
    status: 'PUBLISHED' as const,
    slug: sku.toLowerCase(),
    name: `A vase, ${sku}`,
    brand: 'Quarto',
    shortDescription: null,
    description: null,
    tags: [],
    categoryId: category.id,
    categoryPath: [category],
    attributes: [],
    images: [],
    rating: { average: null, count: 0 },
    ratingVersion: 0,
    variants: [
      {
        sku,
        name: sku,
        price: { amount: 1_999, currency: 'EUR' },
        barcode: null,
        weightGrams: 250,
        taxClass: 'STANDARD' as const,
        attributes: [],
        imageUrl: null,
        purchasable: true,
      },
    ],
    publishedAt: null,
    updatedAt: new Date().toISOString(),
  };
  return newEvent('product.changed', { source: '/catalog', subject: data.productId, version: 1, data });
}
