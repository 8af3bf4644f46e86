import { randomBytes } from 'node:crypto';
import { waitForAccounts } from '@quartet/demo';
import type { Role } from '@quartet/schema/access';
import { createRedis, type Logger } from '@quartet/service-kit';
import { type RunningShop, type ShopOptions, startShop, type Topology } from '@quartet/launcher';
import { migrateAll } from '@quartet/ops';
import { registerVerified } from '@quartet/users';
import { createTill } from './buy.ts';
import { type Client, connect, logIn } from './client.ts';

export interface ShopSettings {
  urls: ShopOptions['urls'];
  env?: Record<string, string | undefined>;
  log: Logger;
  /** Default: in-memory. */
  topology?: Topology;
  /** Distributed only: so many processes of each kind (default 1). */
  replicas?: number;
  /** In one process only: whether its workers run (default true). */
  workers?: boolean;
}

/** A verified account that is logged in. */
export interface Person {
  userId: string;
  email: string;
  password: string;
  accessToken: string;
  client: Client;
}

/** The whole stack on databases of its own, and what tests do with it past the graph. */
export interface Shop {
  stack: RunningShop;
  /** GraphQL at the router, the first where there are several. */
  url: string;
  /** GraphQL at every router. */
  urls: readonly string[];
  /** Makes a verified account, logs in over HTTP, and waits until orders knows the account. */
  person(name: string, role?: Role): Promise<Person>;
  /** Buys and pays, past the graph; throws where that is refused. */
  order(
    customer: { userId: string },
    lines: { sku: string; quantity: number }[],
  ): Promise<{ orderId: string; number: string }>;
  close(): Promise<void>;
}

const PASSWORD = 'four strings and a bow';

export async function openShop(settings: ShopSettings): Promise<Shop> {
  const { urls, log, topology = 'in-memory', replicas = 1, workers = true } = settings;
  const env = { NODE_ENV: 'test', VIEWER_SECRET: randomBytes(32).toString('hex'), ...settings.env };
  await migrateAll({ urls, env, log, direction: 'up' });
  const stack = await startShop({ topology, replicas, workers, urls, env, log, port: 0 });
  const till = createTill(stack.orders, log);
  return {
    stack,
    url: stack.url,
    urls: stack.distributed?.urls ?? [stack.url],
    async person(name, role = 'CUSTOMER') {
      const email = `${name.toLowerCase()}@example.org`;
      const userId = await registerVerified(stack.users.db, { email, password: PASSWORD, displayName: name, role });
      const accessToken = await logIn(stack.url, { email, password: PASSWORD });
      await waitForAccounts(stack.orders.db, [userId]);
      return { userId, email, password: PASSWORD, accessToken, client: connect(stack.url, accessToken) };
    },
    order: ({ userId }, lines) => till.buy(userId, lines),
    async close() {
      await till.close();
      await stack.stop();
    },
  };
}

/** Drops every cached product, so that the next query is a cold one. */
export async function emptyCaches({ cacheUrl, log }: { cacheUrl: string; log: Logger }): Promise<void> {
  const redis = createRedis({ url: cacheUrl, name: 'empty-caches', log });
  try {
    const keys = await redis.keys('{catalog:*');
    if (keys.length > 0) await redis.del(...keys);
  } finally {
    redis.disconnect();
  }
}
