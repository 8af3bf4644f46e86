import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Redis } from 'ioredis';
import { type Kysely, sql } from 'kysely';
import { freshPostgres, freshRedis } from '@quartet/test-kit';
import { createLogger } from '../../src/process/log.ts';
import { createPostgres } from '../../src/databases/postgres.ts';
import { createRedis } from '../../src/databases/redis.ts';
import { createInboxTable } from '../../src/events/consumer/inbox.ts';
import { createOutboxTable } from '../../src/events/outbox/outbox.ts';
import { createOutboxStores } from '../../src/events/outbox/resend.ts';
import { type AnyEvent, newEvent } from './contract.ts';

export const log = createLogger({ name: 'events-test', level: process.env.LOG_LEVEL ?? 'silent' });

/** A dependency that always answers. */
export const ping = (): Promise<void> => Promise.resolve();

export interface Bus {
  databaseUrl: string;
  redisUrl: string;
  db: Kysely<Record<string, never>>;
  redis: Redis;
  stop(): Promise<void>;
}

/** A database with outbox, inbox and a table of handled SKUs, and an empty Redis, for one test file. */
export async function freshBus(o: { redisUrl?: string } = {}): Promise<Bus> {
  const { url: databaseUrl } = await freshPostgres();
  const redisUrl = o.redisUrl ?? (await freshRedis()).url;
  const postgres = createPostgres<Record<string, never>>({ url: databaseUrl, name: 'events-test', log });
  await createOutboxTable(postgres.db);
  await createOutboxStores(postgres.db);
  await createInboxTable(postgres.db);
  await sql`create table stock_seen (sku text primary key, version int not null, times int not null)`.execute(
    postgres.db,
  );
  const redis = createRedis({ url: redisUrl, name: 'events-test', log });
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
  return {
    databaseUrl,
    redisUrl,
    db: postgres.db,
    redis,
    async stop() {
      redis.disconnect();
      await postgres.destroy();
    },
  };
}

export function stockChanged(sku: string, version = 1, available = 5): Extract<AnyEvent, { type: 'stock.changed' }> {
  return newEvent('stock.changed', {
    source: '/orders',
    subject: sku,
    version,
    data: { sku, productId: null, available, version },
  });
}

/** A stream of its own for one test. */
export function streamName(): string {
  return `events:{test-${randomUUID()}}`;
}

/** The SKUs that lie in a stream, in its order. */
export async function skusIn(redis: Redis, stream: string): Promise<string[]> {
  const entries = await redis.xrange(stream, '-', '+');
  return entries.map(([, fields]) => (JSON.parse(fields[1] ?? '{}') as { subject: string }).subject);
}

/** How many messages a group has been given and has not acknowledged. */
export async function pendingCount(redis: Redis, stream: string, group: string): Promise<number> {
  const [count] = (await redis.xpending(stream, group)) as [number];
  return count;
}

export interface Wire {
  url: string;
  /** The server is gone: connections break, new ones are refused. */
  cut(): Promise<void>;
  restore(): Promise<void>;
}

/** A way to the Redis server that can be cut. */
export async function wireTo(redisUrl: string): Promise<Wire> {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(redisUrl);
  url.port = String(port);
  return {
    url: url.href,
    async cut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    restore: () => listen(port),
  };
}
