import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DemoPayments, startSandboxPayments } from '@quartet/demo';
import { type Engines, startEngines } from '@quartet/engines';
import { createLogger, type Logger } from '@quartet/service-kit';
import { findViolations, openShop, type Shop } from '../src/index.ts';
import { SHOPPER_ORIGIN } from './shopper.ts';

export interface ChaosOptions {
  readonly minutes: number;
  readonly everySeconds: number;
  /** Of every kind of process. */
  readonly replicas: number;
  readonly seed: number;
  /** Ends the faults early, and everything with them. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** The distributed shop on engines of its own, with a payment sandbox. */
export interface Stage {
  engines: Engines;
  shop: Shop;
  payments: DemoPayments;
  log: Logger;
}

/** Sets the stage, plays on it, and clears everything away. Answers what is wrong, a line each. */
export async function onStage(
  options: ChaosOptions,
  play: (stage: Stage) => Promise<string[]>,
  settings: Readonly<Record<string, string>> = {},
): Promise<string[]> {
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
      const env = { LOG_LEVEL: log.level, ...payments.settings, SHOP_ORIGINS: SHOPPER_ORIGIN, ...settings };
      const shop = await openShop({ urls, env, log, topology: 'distributed', replicas: options.replicas });
      try {
        await payments.sendEventsTo(shop.url);
        wrong.push(...(await play({ engines, shop, log, payments })));
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

/** The violations that remain when nothing moves any more; each run of the check asks all databases. */
export async function untilDrained({ shop, engines, log, payments }: Stage, withinMs: number): Promise<string[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const books = { stack: shop.stack, redisUrl: engines.urls.REDIS_URL, log, provider: payments };
    const found = await findViolations(books).catch((error: unknown) => [
      `the books could not be read: ${String(error)}`,
    ]);
    if (found.length === 0 || Date.now() > deadline) return found;
    await delay(250);
  }
}
