import {
  CompiledQuery,
  Transaction,
  type DatabaseConnection,
  type Kysely,
  type KyselyProps,
  type QueryResult,
} from 'kysely';
import { expectCommitted, PooledConnection } from './postgres-driver.ts';

/*
 * Statements that are started together, with Promise.all, travel together: one round trip, however many they are. They run
 * in the order in which they were started; where one fails, none behind it is run, and all of them fail.
 */

const BEGIN = CompiledQuery.raw('begin');
const COMMIT = CompiledQuery.raw('commit');

interface Waiting {
  query: CompiledQuery;
  resolve: (result: QueryResult<never>) => void;
  reject: (error: unknown) => void;
}

/** One connection on which the statements that are started before the next turn are sent together. */
class Trip implements DatabaseConnection {
  readonly #connection: PooledConnection;
  readonly #streamQuery: DatabaseConnection['streamQuery'];
  #waiting: Waiting[] = [];
  #sending: Promise<void> | null = null;
  /** none: nothing was sent yet, and BEGIN goes with the first statement. */
  #transaction: 'outside' | 'none' | 'open' | 'over';
  #endsNow = false;

  constructor(connection: PooledConnection, transaction: 'outside' | 'none') {
    this.#connection = connection;
    this.#transaction = transaction;
    this.#streamQuery = connection.streamQuery.bind(connection);
  }

  get streamQuery(): DatabaseConnection['streamQuery'] {
    return this.#streamQuery;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#transaction === 'over') return Promise.reject(new Error('The transaction of this statement is over'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ query, resolve: resolve, reject });
      if (this.#waiting.length === 1) process.nextTick(() => void this.#flush());
    });
  }

  /** Whether the statements that are waiting are the last ones: COMMIT goes with them. */
  endWithWaiting(ends: boolean): void {
    this.#endsNow = ends;
  }

  async commit(): Promise<void> {
    await this.#sending;
    if (this.#transaction === 'open') await this.#connection.commit();
    this.#transaction = 'over';
  }

  async rollback(): Promise<void> {
    const wasOpen = this.#transaction === 'open';
    this.#transaction = 'over';
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The transaction was rolled back'));
    await this.#sending;
    if (wasOpen) await this.#connection.rollback();
  }

  async #flush(): Promise<void> {
    while (this.#sending !== null) await this.#sending;
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    this.#sending = this.#send(batch).finally(() => {
      this.#sending = null;
    });
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const begins = this.#transaction === 'none';
    const ends = this.#endsNow;
    const queries = batch.map(({ query }) => query);
    if (begins) queries.unshift(BEGIN);
    if (ends) queries.push(COMMIT);
    // Also where it fails: whether the transaction has begun by then is not known.
    if (begins) this.#transaction = 'open';
    try {
      const results = await this.#connection.executeTogether(queries);
      if (ends) {
        expectCommitted(results.pop() ?? { rows: [] });
        this.#transaction = 'over';
      }
      const answers = begins ? results.slice(1) : results;
      batch.forEach(({ resolve }, at) => resolve((answers[at] ?? { rows: [] }) as QueryResult<never>));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

const tripOf = new WeakMap<object, Trip>();

function inTrip<DB, T>(
  db: Kysely<DB>,
  kind: 'outside' | 'none',
  run: (trx: Transaction<DB>, trip: Trip) => Promise<T>,
): Promise<T> {
  const executor = db.getExecutor();
  return executor.provideConnection((connection) => {
    if (!(connection instanceof PooledConnection)) throw new Error('The database was not made by createPostgres');
    const trip = new Trip(connection, kind);
    const own = executor.withConnectionProvider({ provideConnection: (consumer) => consumer(trip) });
    // Without driver and dialect: only `destroy` and introspection ask for them, which no transaction does.
    const trx = new Transaction<DB>({ executor: own, config: {}, driver: {}, dialect: {} } as unknown as KyselyProps);
    tripOf.set(trx, trip);
    return run(trx, trip);
  });
}

/** Reads on one connection: statements that are started together are one round trip. */
export function together<DB, T>(db: Kysely<DB>, run: (db: Kysely<DB>) => Promise<T>): Promise<T> {
  return inTrip(db, 'outside', run);
}

/**
 * A transaction in which statements that are started together are one round trip. BEGIN goes with the first of them; without
 * a statement there is no transaction.
 */
export function transact<DB, T>(db: Kysely<DB>, run: (trx: Transaction<DB>) => Promise<T>): Promise<T> {
  return inTrip(db, 'none', async (trx, trip) => {
    try {
      const result = await run(trx);
      await trip.commit();
      return result;
    } catch (error) {
      // Why it failed says more than that it could not be rolled back: the connection is gone then.
      await trip.rollback().catch(() => undefined);
      throw error;
    }
  });
}

/**
 * Starts the last statements of a transaction of `transact`; COMMIT goes with them, in one round trip. Their answers come
 * too late to decide anything: what has to be checked is checked before. A statement that is started later fails.
 */
export function lastly<T>(trx: object, start: () => Promise<T>): Promise<T> {
  const trip = tripOf.get(trx);
  const started = start();
  trip?.endWithWaiting(true);
  // One that failed before it was sent: the others must not be committed without it.
  started.catch(() => trip?.endWithWaiting(false));
  return started;
}
