import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { isRetryable } from '../errors/to-app-error.ts';
import type { Logger } from '../process/log.ts';
import { WatchedClient } from './postgres-connection.ts';
import { PooledDialect, type ClientPool } from './postgres-driver.ts';
import { transact } from './together.ts';

/** The server cancels a statement by itself. An answer that takes this much longer counts as lost. */
const SILENCE_MARGIN_MS = 1_000;
/** How long a running query may still take when the pool ends. */
const FAREWELL_MS = 2_000;
const { builtins } = pg.types;
const INT8_ARRAY = 1016; // missing in the driver's own list

export interface Postgres<DB> {
  db: Kysely<DB>;
  /** @throws where the server does not answer */
  ping: () => Promise<void>;
  /** Closes all connections at once: every wait for an answer fails. */
  cutOff: () => void;
  /** Closes the connections; those in use have two more seconds. */
  destroy: () => Promise<void>;
}

/**
 * A pool of connections behind kysely. It connects on first use, replaces lost connections and never ends the process.
 * int8 and numeric are read as numbers (beyond 2^53 it throws), timestamptz as Date, date as string.
 * Waits at most 2 s for a connection and at most `statementTimeoutMs` (10 s) for a statement, a second longer where the
 * server is silent. A connection on which that happens, or whose server no longer accepts writes, is not used again.
 */
export function createPostgres<DB>(o: {
  url: string;
  name: string;
  max?: number;
  statementTimeoutMs?: number;
  log: Logger;
}): Postgres<DB> {
  const statementTimeoutMs = o.statementTimeoutMs ?? 10_000;
  const pool = new pg.Pool({
    Client: WatchedClient,
    connectionString: o.url,
    application_name: o.name,
    max: o.max ?? 10,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + SILENCE_MARGIN_MS,
    idle_in_transaction_session_timeout: 30_000,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  });
  // Without listeners a broken connection would end the process, whether idle or in use.
  pool.on('error', (error) => o.log.warn({ err: error.message }, 'a connection to PostgreSQL broke'));
  const open = new Set<WatchedClient>();
  pool.on('remove', (client) => void open.delete(client as pg.PoolClient & WatchedClient));
  pool.on('connect', (client) => {
    open.add(client as pg.PoolClient & WatchedClient);
    client.on('error', (error) => o.log.debug({ err: error.message }, 'a connection to PostgreSQL broke'));
  });
  const db = new Kysely<DB>({ dialect: new PooledDialect(withoutLost(pool, o.log)) });
  const cutOff = (): void => {
    for (const client of open) client.cutOff();
  };
  return {
    db,
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    cutOff,
    async destroy() {
      const late = setTimeout(cutOff, FAREWELL_MS);
      await db.destroy().finally(() => clearTimeout(late));
    },
  };
}

/**
 * Removes unusable connections from the pool: a connection that was found lost is closed when it is returned, and each
 * other one that has not heard from the server since then before it is used.
 */
function withoutLost(pool: pg.Pool, log: Logger): ClientPool {
  let lostSince = -Infinity;
  return {
    end: () => pool.end(),
    async connect() {
      for (;;) {
        const client = (await pool.connect()) as pg.PoolClient & WatchedClient;
        const release = client.release.bind(client);
        if (client.heardAt <= lostSince) {
          release(true);
          continue;
        }
        client.release = (destroy) => {
          if (client.lostSince !== undefined && client.lostSince > lostSince) {
            lostSince = client.lostSince;
            log.warn('a connection to PostgreSQL is no longer usable; the pool opens new ones');
          }
          release(client.lostSince === undefined ? destroy : true);
        };
        return client;
      }
    },
  };
}

/**
 * Runs a transaction, and repeats it up to `attempts` times where PostgreSQL aborted it because of others (40001,
 * 40P01). `run` must therefore have no effect outside the transaction. Statements that are started together travel together.
 */
export async function retryTransaction<DB, T>(
  db: Kysely<DB>,
  run: (trx: Transaction<DB>) => Promise<T>,
  o: { attempts?: number } = {},
): Promise<T> {
  const attempts = o.attempts ?? 5;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact(db, run);
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
      // Full jitter, so that transactions that collided do not collide again.
      await delay(Math.random() * 10 * 2 ** attempt);
    }
  }
}

// By number: the driver's list of types lacks some.
const builtinParser = pg.types.getTypeParser as (oid: number) => (value: string) => unknown;
const parseInt8Array = builtinParser(INT8_ARRAY) as (value: string) => (string | null)[];

const PARSERS = new Map<number, (value: string) => unknown>([
  [builtins.INT8, safeNumber],
  [builtins.NUMERIC, safeNumber],
  [builtins.DATE, (value) => value],
  [builtins.TIMESTAMP, (value) => new Date(`${value.replace(' ', 'T')}Z`)],
  [INT8_ARRAY, (value) => parseInt8Array(value).map((item) => (item === null ? null : safeNumber(item)))],
]);

function typeParser(oid: number): (value: string) => unknown {
  return PARSERS.get(oid) ?? builtinParser(oid);
}

function safeNumber(value: string): number {
  const number = Number(value);
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) throw new RangeError('A number from PostgreSQL is beyond 2^53');
  return number;
}
