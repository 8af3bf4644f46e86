import { Socket } from 'node:net';
import pg from 'pg';
import { publishDatabaseCall } from './database-calls.ts';
import { READ_TIMED_OUT, isGoneServer } from '../errors/from-postgres.ts';
import { StatementBatch, type Statement } from './statement-batch.ts';

/** How long the server may take to close its side of a connection before it is destroyed. */
const GOODBYE_MS = 1_000;

/**
 * A connection to PostgreSQL that knows when it is no longer usable: the server did not answer a query in time, or said
 * that it accepts no writes or shuts down. All of its queries are counted.
 */
export class WatchedClient extends pg.Client {
  readonly #socket: Socket;
  readonly #query: (...args: unknown[]) => unknown;
  /** When the server last answered, on the monotonic clock. */
  heardAt = 0;
  /** Since when this connection, and any other without an answer since then, is unusable. */
  lostSince: number | undefined;

  constructor(config: string | pg.ClientConfig = {}) {
    const settings = typeof config === 'string' ? { connectionString: config } : config;
    const socket = new Socket();
    super({ ...settings, stream: () => socket });
    this.#socket = socket;
    // The driver's methods have a dozen overloads each, of which these take all.
    this.#query = this.query.bind(this);
    const end = this.end.bind(this) as (...args: unknown[]) => unknown;
    Object.assign(this, {
      query: (...args: unknown[]) => this.#watch(() => this.#query(...args), args[0]),
      end: (...args: unknown[]) => {
        this.#cutOffSoon();
        return end(...args);
      },
    });
    this.once('connect', () => {
      this.heardAt = performance.now();
    });
  }

  /** Sends statements in one round trip; their results come in their order. */
  async batch(statements: readonly Statement[]): Promise<pg.QueryResult[]> {
    const results = await (this.#watch(
      () =>
        new Promise((resolve, reject) => {
          this.#query(
            new StatementBatch(statements, (error, answer) => (error === null ? resolve(answer) : reject(error))),
          );
        }),
      statements.find(({ sql }) => sql !== 'begin')?.sql,
    ) as Promise<pg.QueryResult | pg.QueryResult[]>);
    return Array.isArray(results) ? results : [results];
  }

  /** Closes it at once: every wait for an answer fails. */
  cutOff(): void {
    this.#socket.destroy();
  }

  #watch(send: () => unknown, statement: unknown): unknown {
    // The driver would send the query behind the unanswered one.
    if (this.#silent) return Promise.reject(new Error('Connection terminated: the server does not answer'));
    publishDatabaseCall('postgres', verbOf(statement));
    const sentAt = performance.now();
    const answer = send();
    if (answer instanceof Promise) {
      answer.then(
        () => {
          this.heardAt = performance.now();
        },
        (error: unknown) => this.#judge(error, sentAt),
      );
    }
    return answer;
  }

  #silent = false;

  #judge(error: unknown, sentAt: number): void {
    if (!(error instanceof Error)) return;
    if (READ_TIMED_OUT.test(error.message)) {
      this.#silent = true;
      this.lostSince ??= sentAt;
      this.#socket.destroy();
    } else {
      this.heardAt = performance.now();
      if (isGoneServer(error)) this.lostSince ??= this.heardAt;
    }
  }

  #cutOffSoon(): void {
    const timer = setTimeout(() => this.cutOff(), GOODBYE_MS);
    this.#socket.once('close', () => clearTimeout(timer));
  }
}

function verbOf(statement: unknown): string {
  const text = typeof statement === 'string' ? statement : (statement as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? (/[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'OTHER') : 'OTHER';
}
