import { type Product, saveProduct } from '@quartet/catalog';
import { receiveStock } from '@quartet/orders';
import { flagshipQuery, SUBGRAPHS } from '@quartet/schema';
import { type Mailbox, startMailbox } from '@quartet/mailbox';
import { createLogger } from '@quartet/service-kit';
import type { ProcessState } from '@quartet/launcher';
import { type FreshEnv, freshEnv, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Client,
  connect,
  findViolations,
  type Flagship,
  isWhole,
  type KEYBOARDS,
  openShop,
  type Person,
  readMetric,
  type Shop,
  seedCatalogue,
} from '../src/index.ts';

/** Two servers of every subgraph, two of each kind of workers, two routers, on one set of databases. */

let env: FreshEnv;
let shop: Shop;
let ada: Person;
let order: { orderId: string; number: string };
let mailbox: Mailbox;

const log = createLogger({ name: 'e2e', level: 'silent' });

beforeAll(async () => {
  env = await freshEnv();
  mailbox = await startMailbox({ log });
  // What the routers share would keep calls from the servers, each of which has to show its own.
  const settings = {
    ...env,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'The Shop <shop@example.org>',
    ENTITY_CACHE: 'false',
  };
  shop = await openShop({ urls: env, env: settings, log, topology: 'distributed', replicas: 2 });
  await seedCatalogue(shop.stack);
  ada = await shop.person('Ada');
  order = await shop.order(ada, [
    { sku: 'TERN-65-BLACK', quantity: 2 },
    { sku: 'KVIST-MINI', quantity: 1 },
  ]);
});
afterAll(async () => {
  await shop.close();
  await mailbox.stop();
});

const processes = (): ProcessState[] => shop.stack.distributed!.processes();
const named = (name: string): ProcessState => processes().find((one) => one.name === name)!;

/** The same person at each router. */
const atEachRouter = (): Client[] => shop.urls.map((url) => connect(url, ada.accessToken));
const flagship = (client: Client): Promise<Answer<Flagship>> =>
  client.ask<Flagship>(flagshipQuery(), { id: order.orderId });

async function published(name: string, stream: string): Promise<number> {
  const samples = await readMetric(named(name).origin, 'quartet_events_published_total');
  return samples.find(({ labels }) => labels['stream'] === stream)?.value ?? 0;
}

async function expectNoViolations(): Promise<void> {
  let violations: string[] = [];
  await waitUntil(
    async () => {
      violations = await findViolations({ stack: shop.stack, redisUrl: env.REDIS_URL, log });
      return violations.length === 0;
    },
    { what: 'everything to have arrived' },
  ).catch(() => expect(violations).toEqual([]));
}

/** Both servers of every subgraph, both workers of each kind, both routers. */
async function expectAllUp(): Promise<void> {
  await waitUntil(
    async () => {
      const answers = await Promise.all(processes().map(({ origin }) => fetch(`${origin}/health`)));
      return answers.every(({ ok }) => ok);
    },
    { what: 'every process to be up' },
  );
}

describe('two of everything', () => {
  it('are processes of their own', () => {
    const roles = Map.groupBy(processes(), ({ role }) => role);
    expect(roles.get('api')).toHaveLength(8);
    expect(roles.get('worker')).toHaveLength(8);
    expect(roles.get('router')).toHaveLength(2);
    expect(new Set(processes().map(({ pid }) => pid)).size).toBe(18);
  });

  it('answer alike, whichever router and whichever server is asked', async () => {
    // Each server's first answer may take too long.
    for (const client of [...atEachRouter(), ...atEachRouter()])
      await waitUntil(async () => isWhole(await flagship(client)), { what: 'a whole answer' });
    const answers: Answer<Flagship>[] = [];
    for (let round = 0; round < 3; round++) answers.push(...(await Promise.all(atEachRouter().map(flagship))));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(isWhole(answers[0]!)).toBe(true);
    for (const name of SUBGRAPHS) {
      for (const at of [1, 2]) {
        const calls = await readMetric(named(`${name}-api-${at}`).origin, 'quartet_database_calls_total');
        expect(calls.length).toBeGreaterThan(0);
      }
    }
  });

  it('know what was done through the other router: an account, its log-in, its session', async () => {
    const [first, second] = shop.urls.map((url) => connect(url)) as [Client, Client];
    const account = { email: 'grace@example.org', password: 'seven nanoseconds of wire' };
    const registered = await first.ask(`mutation ($input: RegisterInput!) { register(input: $input) { __typename } }`, {
      input: { ...account, displayName: 'Grace' },
    });
    expect(registered.errors).toEqual([]);
    const token = await waitUntil(() => {
      const [letter] = mailbox.letters({ to: account.email });
      return /^[\w-]{43}$/m.exec(letter?.text ?? '')?.[0];
    });
    const SESSION = `__typename ... on Session { accessToken }`;
    interface Session {
      accessToken: string;
    }
    const verified = await second.ask<{ verifyEmail: Session }>(
      `mutation ($token: String!, $password: String) { verifyEmail(token: $token, password: $password) { ${SESSION} } }`,
      { token, password: account.password },
    );
    const loggedIn = await first.ask<{ login: Session }>(
      `mutation ($input: LoginInput!) { login(input: $input) { ${SESSION} } }`,
      { input: account },
    );
    for (const session of [verified.data?.verifyEmail, loggedIn.data?.login]) {
      for (const url of shop.urls) {
        const me = await connect(url, session?.accessToken).ask('{ me { email displayName } }');
        expect(me).toEqual({ status: 200, errors: [], data: { me: { email: account.email, displayName: 'Grace' } } });
      }
    }
  });

  it('do everything once: what is ordered, delivered and changed arrives, and counts once', async () => {
    const catalog = 'events:{catalog}';
    const orders = 'events:{orders}';
    const both = async (name: string, stream: string) =>
      Promise.all([published(`${name}-worker-1`, stream), published(`${name}-worker-2`, stream)]);
    await receive('OLMO-GLIDE', 50);
    for (let round = 0; round < 5 || (await both('orders', orders)).includes(0); round++) {
      if (round > 40) throw new Error('one of the relays of orders never had anything to do');
      await Promise.all([
        ...(round < 5 ? [1, 2, 3, 4] : []).map((quantity) => shop.order(ada, [{ sku: 'OLMO-GLIDE', quantity }])),
        receive('OLMO-GLIDE', 10),
        receive('TERN-TKL', 1),
        reprice('tern-65', 12_900 + round),
        reprice('olmo-full', 4_900 + round),
      ]);
    }
    await expectNoViolations();
    // All of the catalog's events are published by the one that holds the lease.
    expect((await both('catalog', catalog)).filter((count) => count === 0)).toHaveLength(1);
    const [first, second] = await Promise.all(atEachRouter().map(flagship));
    expect(second).toEqual(first);
  });
});

describe('a client of the two routers', () => {
  it('sees no fault while one of each process is told to end, and all come up again', async () => {
    const asking = keepAsking();
    for (const { name, pid } of processes()) {
      if (name.endsWith('-1')) process.kill(pid!, 'SIGTERM');
    }
    const expected = (name: string): number => (name.endsWith('-1') ? 1 : 0);
    const restarted = (): boolean => {
      const others = processes().filter(({ name, restarts }) => restarts !== expected(name));
      if (others.length > 0) throw new Error(others.map(({ name, restarts }) => `${name}: ${restarts}`).join(', '));
      return true;
    };
    await waitUntil(restarted, { deadlineMs: 90_000, what: 'all that ended to be started again' });
    await expectAllUp();
    const { answers } = await asking.stop();
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter((answer) => !isWhole(answer))).toEqual([]);
    await expectNoViolations();
  }, 180_000);

  it('loses no more than an order where a server of orders is killed, and nothing once it is up again', async () => {
    const asking = keepAsking();
    const { pid, restarts } = named('orders-api-2');
    process.kill(pid!, 'SIGKILL');
    await waitUntil(() => named('orders-api-2').restarts === restarts + 1);
    await expectAllUp();
    const { answers } = await asking.stop();
    for (const answer of answers.filter((one) => !isWhole(one))) {
      expect(answer.errors.map(({ path, extensions }) => [path?.[0], extensions?.code])).toEqual([
        ['order', 'SERVICE_UNAVAILABLE'],
      ]);
    }
    for (const client of atEachRouter()) expect(isWhole(await flagship(client))).toBe(true);
  });
});

/** Asks for the flagship without a pause. Where a router does not take a connection, the other one is asked. */
function keepAsking(): { stop(): Promise<{ answers: Answer<Flagship>[] }> } {
  const answers: Answer<Flagship>[] = [];
  let stopping = false;
  const ask = async (clients: Client[]): Promise<void> => {
    for (let turn = 0; !stopping; turn++) {
      const answer = await flagship(clients[turn % clients.length]!).catch(() => undefined);
      if (answer) answers.push(answer);
    }
  };
  const loops = [ask(atEachRouter()), ask(atEachRouter().reverse())];
  return {
    async stop() {
      stopping = true;
      await Promise.all(loops);
      return { answers };
    },
  };
}

let deliveries = 0;
async function receive(sku: string, quantity: number): Promise<void> {
  await receiveStock(shop.stack.orders.db, { sku, quantity, reference: `delivery ${++deliveries}` });
}

async function reprice(slug: (typeof KEYBOARDS)[number]['slug'], amount: number): Promise<void> {
  const { db } = shop.stack.catalog;
  const product = await db.collection<Product & { _id: Product['id'] }>('products').findOne({ slug });
  if (!product) throw new Error(`no product ${slug}`);
  const { _id: id, name, brand, status, categoryId, attributes } = product;
  const variants = product.variants.map((variant) => ({ ...variant, price: { amount, currency: 'EUR' } }));
  const outcome = await saveProduct(db, { id, slug, name, brand, status, categoryId, attributes, variants });
  expect(outcome).toMatchObject({ kind: 'saved' });
}
