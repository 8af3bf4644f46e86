import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Transaction } from 'kysely';
import pg from 'pg';
import { publishDatabaseCall } from './calls.ts';
import { isRetryable } from './errors.ts';
import type { Logger } from './log.ts';

const { builtins } = pg.types;
const INT8_ARRAY = 1016; // missing in the driver's own list

export interface Postgres<DB> {
  db: Kysely<DB>;
  /** Throws where the server does not answer. */
  ping: () => Promise<void>;
  destroy: () => Promise<void>;
}

/**
 * A pool of connections behind kysely. It connects on first use, replaces lost connections and never ends the process.
 * int8 and numeric are read as numbers (beyond 2^53 it throws), timestamptz as Date, date as string.
 * Waits at most 2 s for a connection, at most `statementTimeoutMs` (10 s) for a statement; 0 means without limit.
 */
export function createPostgres<DB>(o: {
  url: string;
  name: string;
  max?: number;
  statementTimeoutMs?: number;
  log: Logger;
}): Postgres<DB> {
  const pool = new pg.Pool({
    connectionString: o.url,
    application_name: o.name,
    max: o.max ?? 10,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: o.statementTimeoutMs ?? 10_000,
    idle_in_transaction_session_timeout: 30_000,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  });
  // Without listeners a connection that breaks, idle or taken, would end the process.
  pool.on('error', (err) => o.log.warn({ err: err.message }, 'a connection to PostgreSQL broke'));
  pool.on('connect', (client) => {
    client.on('error', (err) => o.log.debug({ err: err.message }, 'a connection to PostgreSQL broke'));
    countQueries(client);
  });
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    destroy: () => db.destroy(),
  };
}

/**
 * Runs a transaction and runs it again, at most `attempts` times, where PostgreSQL gave it up because of others
 * (40001, 40P01). `run` must therefore do nothing outside the transaction.
 */
export async function retryTransaction<DB, T>(
  db: Kysely<DB>,
  run: (trx: Transaction<DB>) => Promise<T>,
  o: { attempts?: number } = {},
): Promise<T> {
  const attempts = o.attempts ?? 5;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(run);
    } catch (err) {
      if (attempt >= attempts || !isRetryable(err)) throw err;
      // Full jitter: those who collided must not meet again.
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

// Connections are wrapped, not the pool: BEGIN and COMMIT are round trips too.
function countQueries(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const counted = (...args: unknown[]): unknown => {
    publishDatabaseCall('postgres', verbOf(args[0]));
    return query(...args);
  };
  Object.assign(client, { query: counted });
}

function verbOf(statement: unknown): string {
  const text = typeof statement === 'string' ? statement : (statement as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? (/[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'OTHER') : 'OTHER';
}
