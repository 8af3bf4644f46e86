import { writeCharges } from '@quartet/demo';
import { connect, openShop, seedWideCatalogue, type Client } from '@quartet/e2e';
import type { EngineUrls } from '@quartet/engines';
import { receiveStockMany } from '@quartet/orders';
import { spawnPaymentSandbox } from '@quartet/payment-sandbox';
import { createLogger, newId } from '@quartet/service-kit';
import { startScript, type Work } from './checkout/script-process.ts';
import { startInMemoryShop } from './in-memory-process.ts';
import { withOwnEngines } from './own-engines.ts';
import { atOnce, median, row, type Row, rowAgainst } from './rows.ts';

const WARM_UP = 2;
const PRODUCTS = 300;
const LINES = 3;
const SECRET = 'a-secret-of-benchmarks';
/** Everybody wants this one. */
const HOT = 'VASE-0';
const EMAIL = 'guest@example.org';
const ADDRESS = { name: 'Ada Lovelace', line1: 'Garden Street 1', city: 'Berlin', postalCode: '10119', country: 'DE' };

const ADD = `mutation ($sku: ID!, $token: String) {
  addToCart(sku: $sku, guestToken: $token) { ... on Cart { guestToken version } } }`;
const QUOTE = `query ($input: QuoteInput!) {
  quoteCheckout(input: $input) { ... on Quote { cartVersion total { amount currency } } } }`;
const CHECKOUT = `mutation ($input: CheckoutInput!) { checkout(input: $input) {
  __typename ... on CheckoutSuccess { order { id number status total { amount currency } } } ... on DomainError { message } } }`;

interface Setting {
  readonly name: string;
  readonly clients: number;
  readonly orders: number;
  readonly isHot: boolean;
}

const SETTINGS: readonly Setting[] = [
  { name: '', clients: 16, orders: 160, isHot: false },
  { name: '-1', clients: 1, orders: 30, isHot: false },
  { name: '-64', clients: 64, orders: 192, isHot: false },
  { name: '-hot', clients: 16, orders: 96, isHot: true },
];

/**
 * Orders per second of `checkout` over HTTP, through router and subgraph in one process, beside a bare script that writes
 * the fixed minimum, in turn: of three lines, as guests, with a provider that answers at once. Shop, script and provider
 * are processes of their own. PostgreSQL waits for the disk, as it does in a shop. Workers do not run: what they do comes
 * behind the answer, and the script has none.
 */
export function checkout(options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  return withOwnEngines(options.say, ({ urls }) => measure(urls, options), { isDurable: true });
}

async function measure(
  urls: EngineUrls,
  { rounds, say }: { rounds: number; say: (line: string) => void },
): Promise<Row[]> {
  const sandbox = await spawnPaymentSandbox({ SANDBOX_PAYMENTS_SECRET: SECRET });
  const payments = {
    PAYMENT_PROVIDER: 'sandbox',
    SANDBOX_PAYMENTS_URL: sandbox.url,
    SANDBOX_PAYMENTS_SECRET: SECRET,
  };
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'error', ...payments };
  say('Writing products …');
  const skus = await seed(urls, env);
  const shop = await startInMemoryShop({ ...process.env, ...env, ...urls, BENCH_WORKERS: 'false' });
  const script = await startScript(urls.ORDERS_DATABASE_URL, { url: sandbox.url, secret: SECRET });
  try {
    const client = connect(shop.url);
    const rates = new Map<string, number[]>();
    const note = (name: string, orders: number, ms: number) => {
      rates.set(name, [...(rates.get(name) ?? []), orders / (ms / 1_000)]);
    };
    const sides = (setting: Setting) => {
      const { name, clients } = setting;
      const lists = () => ordersOf(skus, setting);
      const bare = async (what: Work['what']) => {
        const orders = lists();
        return {
          name: `${what === 'checkout' ? 'script' : 'place-order'}${name}`,
          orders,
          ms: await script.run({ what, orders, clients }),
        };
      };
      return [
        () => bare('checkout'),
        async () => {
          const orders = lists();
          return { name: `checkout${name}`, orders, ms: await buy(client, orders, clients) };
        },
        ...(name === '' ? [() => bare('place')] : []),
      ];
    };
    say(`Buying in ${rounds} rounds …`);
    for (let round = -WARM_UP; round < rounds; round++) {
      for (const setting of SETTINGS) {
        const both = sides(setting);
        // The first one in a round finds the machine as the last one has left it: they take turns.
        for (const side of round % 2 === 0 ? both : both.toReversed()) {
          const { name, orders, ms } = await side();
          if (round >= 0) note(name, orders.length, ms);
        }
      }
    }
    const rate = (name: string) => median(rates.get(name) ?? []);
    const rowsOf = ({ name }: Setting) => {
      const base = row(`script${name}`, rate(`script${name}`), 'orders/s');
      return [base, rowAgainst(base, `checkout${name}`, rate(`checkout${name}`), 'orders/s')];
    };
    const placing = row('place-order', rate('place-order'), 'orders/s');
    return [...SETTINGS.flatMap(rowsOf), placing, rowAgainst(placing, 'checkout', rate('checkout'), 'orders/s')];
  } finally {
    await script.stop();
    await shop.stop();
    await sandbox.stop();
  }
}

/** Through a whole shop, whose workers bring products to orders; it is gone when the measuring begins. */
async function seed(urls: EngineUrls, env: Readonly<Record<string, string>>): Promise<string[]> {
  const shop = await openShop({ urls, env, log: createLogger({ name: 'bench', level: 'error' }) });
  try {
    const skus = await seedWideCatalogue(shop.stack, PRODUCTS);
    const deliveries = skus.map((sku) => ({ sku, quantity: 100_000, reference: `more of ${sku}` }));
    await receiveStockMany(shop.stack.orders.db, deliveries);
    await writeCharges(shop.stack.orders.db);
    return skus;
  } finally {
    await shop.close();
  }
}

let next = 0;

/** The SKUs of each order, in SKU order. */
function ordersOf(skus: readonly string[], { orders, isHot }: Setting): string[][] {
  return Array.from({ length: orders }, () => {
    const chosen = new Set(isHot ? [HOT] : []);
    while (chosen.size < LINES) chosen.add(skus[next++ % skus.length] ?? HOT);
    return [...chosen].sort();
  });
}

/** Milliseconds that the checkouts took; their carts are filled before. */
async function buy(client: Client, orders: readonly (readonly string[])[], clients: number): Promise<number> {
  const inputs: object[] = [];
  await atOnce(orders, 16, async (skus) => void inputs.push(await fill(client, skus)));
  const startedAt = performance.now();
  await atOnce(inputs, clients, async (input) => {
    for (let known = 'CheckoutInProgress'; known !== 'CheckoutSuccess';) {
      // Where that is the answer, the same key is asked for again.
      if (known !== 'CheckoutInProgress') throw new Error(`a checkout was answered with ${known}`);
      const { checkout: answer } = await persist<{ checkout: { __typename: string } }>(client, CHECKOUT, { input });
      known = answer.__typename;
    }
  });
  return performance.now() - startedAt;
}

async function fill(client: Client, skus: readonly string[]): Promise<object> {
  let token: string | null = null;
  for (const sku of skus) {
    const added: { addToCart: { guestToken: string } } = await persist(client, ADD, { sku, token });
    token = added.addToCart.guestToken;
  }
  const chosen = { guestToken: token, shippingAddress: ADDRESS, shippingMethod: 'STANDARD' };
  type Quoted = { quoteCheckout: { cartVersion: number; total: object } };
  const { quoteCheckout } = await persist<Quoted>(client, QUOTE, { input: chosen });
  const { cartVersion, total: expectedTotal } = quoteCheckout;
  return { ...chosen, cartVersion, expectedTotal, email: EMAIL, paymentMethod: 'sandbox_ok', idempotencyKey: newId() };
}

const BUSY = ['SERVICE_UNAVAILABLE', 'TIMEOUT'];

/** A client that asks again where the shop is too busy to answer: what that costs is part of what is measured. */
async function persist<T>(client: Client, query: string, variables: Record<string, unknown>): Promise<T> {
  for (;;) {
    const { data, errors } = await client.ask<T>(query, variables);
    const isBusy = errors.some(({ extensions }) => BUSY.includes(extensions?.code ?? ''));
    if (isBusy) continue;
    if (data === null || errors.length > 0) throw new Error(JSON.stringify(errors));
    return data;
  }
}
