import { flagshipQuery } from '@quartet/schema';
import { createElasticsearch, createPostgres, createRedis } from '@quartet/service-kit';
import { type PrivateEngines, privateEngines } from '@quartet/test-kit';
import { sql } from 'kysely';
import {
  type Answer,
  type Flagship,
  type LogLine,
  openShop,
  type Person,
  readableLog,
  type ReadableLog,
  type Shop,
  seedCatalogue,
} from '../src/index.ts';

export interface Asked<T> {
  answer: Answer<T>;
  /** Of this request. */
  log: LogLine[];
}

/** A shop that logs in everywhere under names of its own, beside an administrator that can lock it out. */
export interface RefusableShop {
  shop: Shop;
  ada: Person;
  lines: ReadableLog['lines'];
  engines: PrivateEngines<'mongodb'>;
  search: ReturnType<typeof createElasticsearch>;
  redis: ReturnType<typeof createRedis>;
  /** Of the server that orders uses, as its superuser, in the database of orders. */
  postgres: ReturnType<typeof createPostgres<unknown>>;
  /** As whom the shop logs in to PostgreSQL and to Redis. */
  roles: { users: string; orders: string; redis: string };
  /** The password of all three. */
  password: string;
  ask<T>(query: string): Promise<Asked<T>>;
  flagship(): Promise<Asked<Flagship>>;
  close(): Promise<void>;
}

const PASSWORD = 'a-password-of-the-test';

function urlAs(role: string, url: string): string {
  const own = new URL(url);
  own.username = role;
  own.password = PASSWORD;
  return own.href;
}

const nameIn = (url: string) => new URL(url).pathname.slice(1);

/** MongoDB is private, to be made mute; of the other engines only these log-ins are. */
export async function openRefusableShop(): Promise<RefusableShop> {
  const { log, lines, of } = readableLog();
  const engines = await privateEngines(['mongodb']);
  const { env } = engines;
  const options = { name: 'refusals', log };
  const postgres = createPostgres<unknown>({ ...options, url: env.ORDERS_DATABASE_URL });
  const redis = createRedis({ ...options, url: env.REDIS_URL });
  const search = createElasticsearch({ ...options, url: env.ELASTICSEARCH_URL });
  const name = nameIn(env.ORDERS_DATABASE_URL);
  const roles = { users: `${name}_users`, orders: `${name}_orders`, redis: `${name}_redis` };
  const databases = [
    { role: roles.users, url: env.USERS_DATABASE_URL },
    { role: roles.orders, url: env.ORDERS_DATABASE_URL },
  ];

  for (const { role, url } of databases) {
    await on(url, [
      `create role "${role}" login password '${PASSWORD}'`,
      `alter role "${role}" set lock_timeout = '500ms'`,
      `alter database "${nameIn(url)}" owner to "${role}"`,
    ]);
  }
  await redis.call('ACL', 'SETUSER', roles.redis, 'on', `>${PASSWORD}`, '~*', '&*', '+@all');
  const urls = {
    ...env,
    USERS_DATABASE_URL: urlAs(roles.users, env.USERS_DATABASE_URL),
    ORDERS_DATABASE_URL: urlAs(roles.orders, env.ORDERS_DATABASE_URL),
    REDIS_URL: urlAs(roles.redis, env.REDIS_URL),
    REDIS_CACHE_URL: urlAs(roles.redis, env.REDIS_URL),
  };
  // A subgraph that never answers is given up sooner than by default: the test waits for just that.
  const shop = await openShop({
    urls,
    env: { ...env, ...urls, SUBGRAPH_TIMEOUT_MS: '4000', ENTITY_CACHE: 'false' },
    log,
  });
  await seedCatalogue(shop.stack);
  const ada = await shop.person('Ada');
  const { orderId } = await shop.order(ada, [{ sku: 'TERN-65-BLACK', quantity: 1 }]);

  async function on(url: string, statements: string[]): Promise<void> {
    const pool = createPostgres<unknown>({ ...options, url, max: 1 });
    try {
      for (const statement of statements) await sql.raw(statement).execute(pool.db);
    } finally {
      await pool.destroy();
    }
  }

  let asked = 0;
  async function ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<Asked<T>> {
    const requestId = `refusal-${++asked}`;
    const answer = await ada.client.ask<T>(query, variables, requestId);
    return { answer, log: of(requestId) };
  }

  return {
    shop,
    ada,
    lines,
    engines,
    search,
    redis,
    postgres,
    roles,
    password: PASSWORD,
    ask: (query) => ask(query),
    flagship: () => ask<Flagship>(flagshipQuery(), { id: orderId }),
    async close() {
      await shop.close();
      await redis.call('ACL', 'DELUSER', roles.redis);
      redis.disconnect();
      for (const { role, url } of databases) {
        await on(url, [
          `reassign owned by "${role}" to current_user`,
          `drop owned by "${role}"`,
          `drop role "${role}"`,
        ]);
      }
      await Promise.all([search.close(), postgres.destroy()]);
    },
  };
}
