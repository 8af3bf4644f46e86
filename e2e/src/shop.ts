import { placeOrder } from '@quartet/orders';
import { createRedis } from '@quartet/service-kit';
import type { Logger, Role } from '@quartet/service-kit';
import { migrateAll, startStack } from '@quartet/stack';
import type { Stack, StackOptions } from '@quartet/stack';
import { registerVerified } from '@quartet/users';
import { type Client, logIn } from './client.ts';

export interface ShopSettings {
  urls: StackOptions['urls'];
  env?: Record<string, string | undefined>;
  log: Logger;
}

/** The whole stack on databases of its own, and what tests do with it from behind the counter. */
export interface Shop {
  stack: Stack;
  url: string;
  /** Makes a verified account and logs in over HTTP. */
  person(name: string, role?: Role): Promise<{ userId: string; email: string; client: Client }>;
  /** Places an order; throws where it is refused. */
  order(
    customer: { userId: string; email: string },
    lines: { sku: string; quantity: number }[],
  ): Promise<{ orderId: string; number: string }>;
  close(): Promise<void>;
}

const PASSWORD = 'four strings and a bow';

export async function openShop(settings: ShopSettings): Promise<Shop> {
  const { urls, log } = settings;
  const env = { NODE_ENV: 'test', ...settings.env };
  await migrateAll({ urls, env, log, direction: 'up' });
  const stack = await startStack({ urls, env, log, port: 0 });
  let orders = 0;
  return {
    stack,
    url: stack.url,
    async person(name, role = 'CUSTOMER') {
      const email = `${name.toLowerCase()}@example.org`;
      const userId = await registerVerified(stack.users.db, { email, password: PASSWORD, displayName: name, role });
      return { userId, email, client: await logIn(stack.url, { email, password: PASSWORD }) };
    },
    async order({ userId, email }, lines) {
      const result = await placeOrder(stack.orders.db, {
        userId,
        email,
        lines,
        shippingAddress: {
          name: 'Ada Lovelace',
          line1: '12 St James Square',
          city: 'London',
          postalCode: 'SW1Y 4JH',
          country: 'GB',
        },
        shippingMethod: 'STANDARD',
        idempotencyKey: `order-${++orders}`,
      });
      if (result.kind !== 'placed') throw new Error(`order refused: ${JSON.stringify(result)}`);
      return { orderId: result.orderId, number: result.number };
    },
    close: () => stack.stop(),
  };
}

/** Drops every cached product, so that the next query is a cold one. */
export async function emptyCaches(o: { cacheUrl: string; log: Logger }): Promise<void> {
  const redis = createRedis({ url: o.cacheUrl, name: 'empty-caches', log: o.log });
  try {
    const keys = await redis.keys('{catalog:*');
    if (keys.length > 0) await redis.del(...keys);
  } finally {
    redis.disconnect();
  }
}
