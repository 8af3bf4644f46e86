import { catalogMigrations, countProducts } from '@quartet/catalog';
import { findPartitions, type OrdersDatabase, ordersMigrations } from '@quartet/orders';
import { countSearchable, indexNames, searchMigrations } from '@quartet/search';
import { eventContract, STREAMS } from '@quartet/schema/events';
import {
  busState,
  createElasticsearch,
  createMongo,
  createPostgres,
  createRedis,
  type Logger,
  type MigrationState,
  outboxBacklog,
} from '@quartet/service-kit';
import { type UsersDatabase, usersMigrations } from '@quartet/users';
import type { Asked, Backlog, Report } from './report.ts';

type Url = string | undefined;

interface WithOutbox {
  migrations: Asked<MigrationState>;
  outbox: Asked<Backlog>;
}

export async function examineUsers(url: Url, log: Logger): Promise<WithOutbox> {
  if (url === undefined) return { migrations: null, outbox: null };
  const { db, destroy } = createPostgres<UsersDatabase>({ url, name: 'quartet-doctor', max: 1, log });
  try {
    const migrations = await ask(() => usersMigrations(db));
    // Before the first migration there is nothing to look for.
    const outbox = hasAny(migrations) ? await ask(() => outboxBacklog(db, STREAMS.users)) : null;
    return { migrations, outbox };
  } finally {
    await destroy();
  }
}

type OfOrders = WithOutbox & Pick<Report, 'partitions'>;

export async function examineOrders(url: Url, log: Logger): Promise<OfOrders> {
  if (url === undefined) return { migrations: null, partitions: null, outbox: null };
  const { db, destroy } = createPostgres<OrdersDatabase>({ url, name: 'quartet-doctor', max: 1, log });
  try {
    const migrations = await ask(() => ordersMigrations(db));
    if (!hasAny(migrations)) return { migrations, partitions: null, outbox: null };
    return {
      migrations,
      partitions: await ask(() => findPartitions(db)),
      outbox: await ask(() => outboxBacklog(db, STREAMS.orders)),
    };
  } finally {
    await destroy();
  }
}

interface WithProducts {
  migrations: Asked<MigrationState>;
  products: Asked<number>;
}

export async function examineCatalog(url: Url, log: Logger): Promise<WithProducts> {
  if (url === undefined) return { migrations: null, products: null };
  const { db, destroy } = createMongo({ url, name: 'quartet-doctor', log });
  try {
    return {
      migrations: await ask(() => catalogMigrations(db)),
      products: await ask(() => countProducts(db, 'PUBLISHED')),
    };
  } finally {
    await destroy();
  }
}

export async function examineSearch(url: Url, prefix: string, log: Logger): Promise<WithProducts> {
  if (url === undefined) return { migrations: null, products: null };
  const client = createElasticsearch({ url, name: 'quartet-doctor', log });
  const db = { client, names: indexNames(prefix) };
  try {
    return {
      migrations: await ask(() => searchMigrations(db)),
      products: await ask(() => countSearchable(db)),
    };
  } finally {
    await client.close();
  }
}

export async function examineRedis(url: Url, log: Logger): Promise<Report['streams']> {
  if (url === undefined) return null;
  const redis = createRedis({ url, name: 'quartet-doctor', log });
  try {
    return await ask(() => busState(redis, eventContract));
  } finally {
    redis.disconnect();
  }
}

function hasAny(migrations: Asked<MigrationState>): boolean {
  return migrations !== null && 'applied' in migrations && migrations.applied.length > 0;
}

/** One question that fails leaves the others their answers. */
async function ask<T>(question: () => Promise<T>): Promise<T | { failed: string }> {
  try {
    return await question();
  } catch (error) {
    return { failed: error instanceof Error ? error.message.replace(/\s*\n\s*/g, ' ') : String(error) };
  }
}
