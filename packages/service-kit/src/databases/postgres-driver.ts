import {
  AbortedTransactionError,
  CompiledQuery,
  PostgresDialect,
  type DatabaseConnection,
  type Driver,
  type QueryExecutorProvider,
  type QueryResult,
  type RawBuilder,
  type TransactionSettings,
} from 'kysely';
import type pg from 'pg';
import type { WatchedClient } from './postgres-connection.ts';

type Client = pg.PoolClient & WatchedClient;

export interface ClientPool {
  connect(): Promise<Client>;
  end(): Promise<void>;
}

/** kysely on our own connections, which also send several statements at once. */
export class PooledDialect extends PostgresDialect {
  readonly #clients: ClientPool;

  constructor(clients: ClientPool) {
    super({ pool: clients as never });
    this.#clients = clients;
  }

  override createDriver(): Driver {
    return new PooledDriver(this.#clients);
  }
}

type PreparedQuery = CompiledQuery & { readonly preparedAs?: string };

/**
 * Runs a statement that each connection parses and plans once: for one that runs all the time and takes longer to plan than
 * to run. The name stands for this one text. Name its columns: PostgreSQL refuses a prepared `select *` once a migration has
 * added a column. Statements that travel together in a transaction are not prepared.
 */
export function executePrepared<R>(
  db: QueryExecutorProvider,
  name: string,
  statement: RawBuilder<R>,
): Promise<QueryResult<R>> {
  const query: PreparedQuery = { ...statement.compile(db), preparedAs: name };
  return db.getExecutor().executeQuery<R>(query);
}

export class PooledConnection implements DatabaseConnection {
  readonly #client: Client;
  /** Its transaction could not be ended: it is not used again. */
  #isDiscarded = false;

  constructor(client: Client) {
    this.#client = client;
  }

  async executeQuery<R>({ sql, parameters, preparedAs }: PreparedQuery): Promise<QueryResult<R>> {
    const values = [...parameters];
    const result = await (preparedAs === undefined
      ? this.#client.query(sql, values)
      : this.#client.query({ name: preparedAs, text: sql, values }));
    return resultOf(result);
  }

  /** Sends all of them in one round trip. Where one fails, all are rejected, and those behind it were not run. */
  async executeTogether(queries: readonly CompiledQuery[]): Promise<QueryResult<unknown>[]> {
    const [only] = queries;
    if (only !== undefined && queries.length === 1) return [await this.executeQuery(only)];
    const results = await this.#client.batch(queries);
    return results.map((result) => resultOf(result));
  }

  async begin(text = 'begin'): Promise<void> {
    await this.executeQuery(CompiledQuery.raw(text));
  }

  async commit(): Promise<void> {
    expectCommitted(await this.executeQuery(CompiledQuery.raw('commit')));
  }

  async rollback(): Promise<void> {
    try {
      await this.executeQuery(CompiledQuery.raw('rollback'));
    } catch (error) {
      this.#isDiscarded = true;
      throw error;
    }
  }

  release(): void {
    this.#client.release(this.#isDiscarded);
  }

  // eslint-disable-next-line require-yield -- the interface asks for a generator
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    await Promise.resolve();
    throw new Error('Rows are not streamed here: read them in pages');
  }
}

/** PostgreSQL answers COMMIT with ROLLBACK where an earlier statement of the transaction failed. */
export function expectCommitted({ rows }: QueryResult<unknown>): void {
  const [row] = rows as { command?: unknown }[];
  if (row?.command === 'ROLLBACK') throw new AbortedTransactionError();
}

function resultOf<R>({ command, rowCount, rows }: pg.QueryResult): QueryResult<R> {
  if (command === 'COMMIT' || command === 'ROLLBACK') return { rows: [{ command }] as R[] };
  const isWrite = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE';
  return isWrite ? { numAffectedRows: BigInt(rowCount ?? 0), rows: rows as R[] } : { rows: rows as R[] };
}

class PooledDriver implements Driver {
  readonly #clients: ClientPool;
  #isEnded = false;

  constructor(clients: ClientPool) {
    this.#clients = clients;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<PooledConnection> {
    return new PooledConnection(await this.#clients.connect());
  }

  async beginTransaction(connection: PooledConnection, settings: TransactionSettings): Promise<void> {
    const { isolationLevel, accessMode } = settings;
    const level = isolationLevel === undefined ? '' : ` isolation level ${isolationLevel}`;
    await connection.begin(`begin${level}${accessMode === undefined ? '' : ` ${accessMode}`}`);
  }

  commitTransaction(connection: PooledConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PooledConnection): Promise<void> {
    return connection.rollback();
  }

  releaseConnection(connection: PooledConnection): Promise<void> {
    connection.release();
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    await this.#clients.end();
  }
}
