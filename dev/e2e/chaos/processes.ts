import { setTimeout as delay } from 'node:timers/promises';
import type { EngineName } from '@quartet/engines';
import { flagshipQuery } from '@quartet/schema';
import { connect, type Flagship, isWhole, type Shop, seedCatalogue } from '../src/index.ts';
import { type Acknowledged, type Load, startLoad } from './load.ts';
import { randomFrom } from './random.ts';
import { type ChaosOptions, onStage, type Stage, untilDrained } from './stage.ts';
import { createFaultInjector } from './targets.ts';

const WHOLE_WITHIN_MS = 15_000;
const DRAINED_WITHIN_MS = 60_000;

/**
 * Kills a random process of a running shop (an engine, a server, a worker, a router) every few seconds, under load.
 * Answers what is wrong afterwards, a line each; none: the flagship is whole in time, every invariant holds, and what was
 * acknowledged is there, once.
 */
export const killProcesses = (options: ChaosOptions): Promise<string[]> =>
  onStage(options, (stage) => injectFaults(options, stage));

async function injectFaults(options: ChaosOptions, stage: Stage): Promise<string[]> {
  const { engines, shop, log } = stage;
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
  wrong.push(
    ...load.wrong,
    ...(await untilDrained(stage, DRAINED_WITHIN_MS)),
    ...(await missing(shop, load.acknowledged)),
  );
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
