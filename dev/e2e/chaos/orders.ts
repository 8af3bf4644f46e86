import { setTimeout as delay } from 'node:timers/promises';
import { receiveStock, savePromotion } from '@quartet/orders';
import { createLogger, createRedis } from '@quartet/service-kit';
import { KEYBOARDS, MOUSE, seedCatalogue } from '../src/index.ts';
import { freeze } from './freeze.ts';
import { pick, randomFrom, type Random } from './random.ts';
import { buyAsGuest, type Order, type ShopperOptions, type Wish } from './shopper.ts';
import { type ChaosOptions, onStage, type Stage, untilDrained } from './stage.ts';

const SHOPPERS = 8;
const SILENT_MS = 10_000;
/** What customers leave on the approval page is given up after a minute, then the provider and the bus come to rest. */
const DRAINED_WITHIN_MS = 180_000;
const SKUS = [...KEYBOARDS.flatMap(({ skus }): string[] => [...skus]), MOUSE.sku];
const CODE = { code: 'CHAOS', basisPoints: 1_000, maxUses: 40 } as const;

const METHODS = [
  ...Array.from({ length: 6 }, () => 'sandbox_ok'),
  ...['sandbox_declined', 'sandbox_action', 'sandbox_action', 'sandbox_lapses', 'sandbox_capture_declined'],
  ...['sandbox_authorise_500', 'sandbox_authorise_500_done', 'sandbox_capture_500_done', 'sandbox_rate_limited'],
  ...[
    'sandbox_ok+webhook_first',
    'sandbox_ok+webhook_duplicate',
    'sandbox_ok+webhook_reversed',
    'sandbox_ok+webhook_late',
  ],
];

/**
 * Customers who buy from the distributed shop while its orders processes are killed, PostgreSQL is started again and falls
 * silent, Redis is killed and once emptied, and the provider is away. Answers what is wrong once all is at rest: no line
 * means that every invariant holds and that what a customer was told is so.
 */
export const disturbOrders = (options: ChaosOptions): Promise<string[]> =>
  onStage(options, (stage) => play(options, stage), { PAYMENT_APPROVAL_MINUTES: '1' });

interface Told {
  readonly bought: Map<string, Order>;
  readonly refused: Map<string, string>;
  readonly left: Map<string, Order>;
  readonly faults: Map<string, number>;
  readonly wrong: string[];
}

async function play(options: ChaosOptions, stage: Stage): Promise<string[]> {
  const { shop, engines } = stage;
  const random = randomFrom(options.seed);
  await seedCatalogue(shop.stack);
  // The first purchase sets what shipping and tax cost.
  await shop.order(await shop.person('Ada'), [{ sku: MOUSE.sku, quantity: 1 }]);
  await savePromotion(shop.stack.orders.db, { kind: 'operator', command: 'chaos' }, CODE);
  const told: Told = { bought: new Map(), refused: new Map(), left: new Map(), faults: new Map(), wrong: [] };
  const stopping = new AbortController();
  const shoppers = Array.from({ length: SHOPPERS }, (_, n) =>
    shopUntil(stopping.signal, shop.urls, told, { name: `s${n}`, random: randomFrom(options.seed + 1 + n) }),
  );
  const delivering = deliverUntil(stopping.signal, stage, randomFrom(options.seed + 100));
  const faults = faultsOf(options, stage, random);
  const until = Date.now() + options.minutes * 60_000;
  for (let at = 0; Date.now() < until && !options.signal.aborted; at++) {
    const [name, cause] = faults[at % faults.length] ?? ['nothing', () => Promise.resolve()];
    options.say(`${String(at + 1).padStart(4)}  ${name}`);
    await cause();
    await delay(options.everySeconds * 1_000, undefined, { signal: options.signal }).catch(() => undefined);
  }
  stopping.abort();
  await Promise.all([...shoppers, delivering]);
  options.say(summaryOf(told));
  const violations = await untilDrained(stage, DRAINED_WITHIN_MS);
  const idle = Object.entries(engines.controls).flatMap(([name, control]) => (control.pid() ? [] : [name]));
  return [
    ...told.wrong,
    ...violations,
    ...(await brokenPromises(stage, told)),
    ...idle.map((name) => `the engine ${name} does not run`),
  ];
}

type Fault = readonly [name: string, cause: () => Promise<void>];

/** In turn, so that a short run has seen each. */
function faultsOf({ say }: ChaosOptions, { engines, shop, payments }: Stage, random: Random): Fault[] {
  const { postgres, redis } = engines.controls;
  const { distributed } = shop.stack;
  if (!postgres || !redis || !distributed) throw new Error('this runs on engines and processes of its own');
  const killOrders = (): Promise<void> => {
    const alive = distributed.processes().filter(({ name, pid }) => name.startsWith('orders') && pid !== undefined);
    const { name, pid } = pick(random, alive);
    say(`      ${name}`);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return Promise.resolve();
  };
  const silent = async (pid: number | undefined, ms: number): Promise<void> => {
    if (pid === undefined) return;
    const goOn = freeze(pid);
    await delay(ms);
    goOn();
  };
  let isEmptied = false;
  return [
    ['kill -9 of a process of orders', killOrders],
    [
      'PostgreSQL is started again',
      async () => {
        await postgres.stop();
        await postgres.start();
      },
    ],
    ['kill -9 of a process of orders', killOrders],
    [
      'kill -9 of Redis',
      () => {
        const pid = redis.pid();
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
        return Promise.resolve();
      },
    ],
    ['the provider is silent for 20 s', () => silent(payments.pid, 20_000)],
    ['kill -9 of a process of orders', killOrders],
    [`PostgreSQL is silent for ${SILENT_MS / 1_000} s`, () => silent(postgres.pid(), SILENT_MS)],
    [
      'Redis is emptied, once',
      async () => {
        if (isEmptied) return;
        isEmptied = true;
        await emptyRedis(engines.urls.REDIS_URL);
      },
    ],
  ];
}

async function emptyRedis(url: string): Promise<void> {
  const log = createLogger({ name: 'chaos', level: 'silent' });
  const redis = createRedis({ url, name: 'chaos', log, patient: true, timeoutMs: 10_000 });
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

async function shopUntil(
  signal: AbortSignal,
  urls: readonly string[],
  told: Told,
  { name, random }: { name: string; random: Random },
): Promise<void> {
  const onFault = (code: string): void => void told.faults.set(code, (told.faults.get(code) ?? 0) + 1);
  const shopper: ShopperOptions = { urls, random, onFault };
  for (let n = 1; !signal.aborted; n++) {
    const wish = wishOf(random, `${name}-${n}`);
    try {
      const purchase = await buyAsGuest(shopper, wish);
      if (purchase.kind === 'bought') told.bought.set(wish.idempotencyKey, purchase.order);
      else if (purchase.kind === 'left') told.left.set(wish.idempotencyKey, purchase.order);
      else told.refused.set(wish.idempotencyKey, purchase.why);
    } catch (error) {
      told.wrong.push(`${wish.idempotencyKey} (${wish.paymentMethod}): ${String(error)}`);
    }
    await delay(100);
  }
}

function wishOf(random: Random, idempotencyKey: string): Wish {
  const skus = SKUS.toSorted(() => random() - 0.5).slice(0, 1 + Math.floor(random() * 3));
  return {
    lines: skus.map((sku) => ({ sku, quantity: 1 + Math.floor(random() * 2) })),
    idempotencyKey,
    paymentMethod: pick(random, METHODS),
    promotionCode: random() < 0.2 ? CODE.code : null,
    times: random() < 0.2 ? 2 : 1,
    approval: pick(random, ['approve', 'approve', 'decline', 'leave'] as const),
  };
}

/** So that there is something to sell; a delivery that fails is booked by the next round, once. */
async function deliverUntil(signal: AbortSignal, { shop }: Stage, random: Random): Promise<void> {
  for (let n = 1; !signal.aborted; n++) {
    const delivery = { sku: pick(random, SKUS), quantity: 3, reference: `chaos-${n}` };
    await receiveStock(shop.stack.orders.db, delivery).catch(() => undefined);
    await delay(300);
  }
}

/** What a customer was told and what is not so. */
async function brokenPromises({ shop }: Stage, told: Told): Promise<string[]> {
  const { db } = shop.stack.orders;
  const [orders, keys] = await Promise.all([
    db.selectFrom('order_directory').select(['order_id', 'status']).execute(),
    db.selectFrom('idempotency_keys').select(['key', 'result']).where('operation', '=', 'checkout').execute(),
  ]);
  const statuses = new Map(orders.map(({ order_id, status }) => [order_id, status]));
  const kept = new Set(keys.map(({ key }) => key));
  return [
    ...[...told.bought].flatMap(([key, { id, number }]) => {
      const status = statuses.get(id);
      // The capture may fail after the answer: the order is cancelled then, and the customer is told by mail.
      return status === undefined ? [`order ${number} of ${key} was bought and is lost`] : [];
    }),
    ...[...told.refused].flatMap(([key, why]) =>
      kept.has(key) ? [`${key} was told ${why}, and there is an order of it`] : [],
    ),
  ];
}

function summaryOf({ bought, refused, left, faults }: Told): string {
  const whys = new Map<string, number>();
  for (const why of refused.values()) whys.set(why, (whys.get(why) ?? 0) + 1);
  return [
    `${bought.size} orders bought, ${left.size} left at the approval, ${refused.size} refused`,
    ...[...whys].map(([why, times]) => `  ${why}: ${times}`),
    'Requests that were sent again, by what came instead of an answer:',
    ...[...faults].map(([fault, times]) => `  ${fault}: ${times}`),
  ].join('\n');
}
