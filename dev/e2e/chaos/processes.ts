import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DemoPayments, startSandboxPayments } from '@quartet/demo';
import { type EngineName, type Engines, startEngines } from '@quartet/engines';
import { flagshipQuery } from '@quartet/schema';
import { createLogger, type Logger } from '@quartet/service-kit';
import { connect, findViolations, type Flagship, isWhole, openShop, type Shop, seedCatalogue } from '../src/index.ts';
import { type Acknowledged, type Load, startLoad } from './load.ts';
import { randomFrom } from './random.ts';
import { SHOPPER_ORIGIN } from './shopper.ts';
import { createFaultInjector } from './targets.ts';

export interface ChaosOptions {
  readonly minutes: number;
  readonly everySeconds: number;
  /** Of every kind of process. */
  readonly replicas: number;
  readonly seed: number;
  /** Ends the killing early, and everything with it. */
  readonly signal: AbortSignal;
  say(line: string): void;
}

const WHOLE_WITHIN_MS = 15_000;
const DRAINED_WITHIN_MS = 60_000;

/**
 * Kills a random process of a running shop (an engine, a server, a worker, a router) every few seconds, under load.
 * Answers what is wrong afterwards, a line each; none: the flagship is whole in time, every invariant holds, and what was
 * acknowledged is there, once.
 */
export async function killProcesses(options: ChaosOptions): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'quartet-chaos-'));
  chmodSync(dir, 0o755); // the database server may run as another user
  const log = createLogger({ name: 'chaos', level: process.env['LOG_LEVEL'] ?? 'fatal' });
  const { PATH, HOME, JAVA_HOME } = process.env;
  const wrong: string[] = [];
  options.say('Starting engines of its own …');
  const engines = await startEngines({
    dir,
    // Without the URLs of the environment: it writes and kills, and must never do so in somebody's shop.
    env: { PATH, HOME, JAVA_HOME, QUARTET_ENGINES: 'embedded' },
    log: (line) => options.say(`  ${line}`),
    onDied: (line) => wrong.push(line),
  });
  try {
    options.say(`Starting the shop, ${options.replicas} of each process …`);
    const { urls } = engines;
    const payments = await startSandboxPayments();
    try {
      const env = { LOG_LEVEL: log.level, ...payments.settings, SHOP_ORIGINS: SHOPPER_ORIGIN };
      const shop = await openShop({ urls, env, log, topology: 'distributed', replicas: options.replicas });
      try {
        await payments.sendEventsTo(shop.url);
        wrong.push(...(await injectFaults(options, { engines, shop, log, payments })));
      } finally {
        await shop.close();
      }
    } finally {
      await payments.stop();
    }
  } finally {
    await engines.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  return wrong;
}

interface Scene {
  engines: Engines;
  shop: Shop;
  log: Logger;
  payments: DemoPayments;
}

async function injectFaults(options: ChaosOptions, scene: Scene): Promise<string[]> {
  const { engines, shop, log } = scene;
  const { distributed } = shop.stack;
  if (!distributed) throw new Error('the shop runs in one process');
  await seedCatalogue(shop.stack);
  const customer = await shop.person('Ada');
  const order = await shop.order(customer, [
    { sku: 'TERN-65-BLACK', quantity: 2 },
    { sku: 'KVIST-MINI', quantity: 1 },
  ]);
  const load = startLoad({ stack: shop.stack, urls: shop.urls, customer, order, random: randomFrom(options.seed + 1) });
  const injector = createFaultInjector({ engines, distributed, random: randomFrom(options.seed) });
  const kills = Math.max(1, Math.floor((options.minutes * 60) / options.everySeconds));
  options.say(`Killing ${kills} processes, one every ${options.everySeconds} s`);
  for (let kill = 1; kill <= kills && !options.signal.aborted; kill++) {
    await delay(options.everySeconds * 1_000, undefined, { signal: options.signal }).catch(() => undefined);
    const { name, kind, pid } = injector.killOne();
    options.say(`${String(kill).padStart(4)}  kill -9 ${pid}  ${kind === 'engine' ? name : `${name} (${kind})`}`);
  }
  const wrong: string[] = [];
  const wholeAfter = await untilWhole(shop, customer.accessToken, order.orderId);
  if (wholeAfter === undefined)
    wrong.push(`the flagship was not whole at every router ${WHOLE_WITHIN_MS / 1_000} s after the last kill`);
  else options.say(`Whole at every router ${(wholeAfter / 1_000).toFixed(1)} s after the last kill`);
  await load.stop();
  options.say(summaryOf(load));
  wrong.push(...load.wrong, ...(await untilDrained(scene)), ...(await missing(shop, load.acknowledged)));
  const restarts = distributed.processes().reduce((sum, one) => sum + one.restarts, 0);
  const idle = (Object.keys(engines.controls) as EngineName[]).filter((name) => !engines.controls[name]?.pid());
  options.say(`${restarts} processes of the shop were started again`);
  log.info({ restarts }, 'done');
  return [...wrong, ...idle.map((name) => `the engine ${name} does not run`)];
}

/** How long until each router answers the flagship whole; undefined where that is too long. */
async function untilWhole(shop: Shop, token: string, id: string): Promise<number | undefined> {
  const startedAt = Date.now();
  const asked = shop.urls.map(async (url) => {
    while (Date.now() - startedAt <= WHOLE_WITHIN_MS) {
      const answer = await connect(url, token)
        .ask<Flagship>(flagshipQuery(), { id })
        .catch(() => undefined);
      if (answer && isWhole(answer)) return Date.now() - startedAt;
      await delay(100);
    }
    return undefined;
  });
  const took = await Promise.all(asked);
  return took.includes(undefined) ? undefined : Math.max(...took.map((ms) => ms ?? 0));
}

/** The violations that remain when nothing moves any more; each run of the check asks all databases. */
async function untilDrained({ shop, engines, log, payments }: Scene): Promise<string[]> {
  const deadline = Date.now() + DRAINED_WITHIN_MS;
  for (;;) {
    const books = { stack: shop.stack, redisUrl: engines.urls.REDIS_URL, log, provider: payments };
    const found = await findViolations(books).catch((error: unknown) => [
      `the books could not be read: ${String(error)}`,
    ]);
    if (found.length === 0 || Date.now() > deadline) return found;
    await delay(250);
  }
}

/** What was acknowledged and is not there, or is there otherwise. */
async function missing({ stack }: Shop, acknowledged: Acknowledged): Promise<string[]> {
  const [orders, receipts, products] = await Promise.all([
    stack.orders.db.selectFrom('orders').select('id').execute(),
    stack.orders.db.selectFrom('stock_movements').select(['reference', 'delta']).execute(),
    stack.catalog.db
      .collection<{ slug: string; variants: { price: { amount: number } }[] }>('products')
      .find()
      .toArray(),
  ]);
  const placed = new Set(orders.map(({ id }) => id));
  const received = new Map(receipts.map(({ reference, delta }) => [reference, delta]));
  const prices = new Map(products.map(({ slug, variants }) => [slug, variants[0]?.price.amount]));
  return [
    ...[...acknowledged.orders].flatMap(([key, id]) => (placed.has(id) ? [] : [`order ${id} of ${key} is lost`])),
    ...[...acknowledged.deliveries].flatMap(([reference, quantity]) =>
      received.get(reference) === quantity
        ? []
        : [`${reference} of ${quantity} was booked as ${received.get(reference)}`],
    ),
    ...[...acknowledged.prices].flatMap(([slug, amount]) =>
      prices.get(slug) === amount ? [] : [`the price of ${slug} is ${prices.get(slug)}, not ${amount}`],
    ),
  ];
}

function summaryOf({ counts, faults, acknowledged }: Load): string {
  return [
    `Flagships: ${counts.whole} whole, ${counts.partial} partial; ${counts.unreachable} requests without an answer`,
    ...[...faults].map(([fault, times]) => `  ${fault}: ${times}`),
    `${counts.searches} searches, ${counts.logIns} log-ins, ${acknowledged.orders.size} orders,`,
    `${acknowledged.deliveries.size} deliveries, prices of ${acknowledged.prices.size} products;`,
    `${counts.retried} tries were repeated`,
  ].join('\n');
}
