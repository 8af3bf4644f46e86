import pg from 'pg';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What the driver's own classes of queries use of a connection, beside what its types name. */
interface Wire {
  readonly stream: { cork?: () => void; uncork?: () => void };
  parse(message: { text: string; name: string }): void;
  bind(message: { portal: string; statement: string; values: unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
}

const { prepareValue } = (pg as unknown as { utils: { prepareValue: (value: unknown) => unknown } }).utils;

/**
 * Statements that go to the server together and come back together, as one query of the driver: one round trip. They run
 * one after the other; where one fails, none behind it is run, a COMMIT neither. Outside of a transaction they are one.
 */
export class StatementBatch extends pg.Query {
  readonly #statements: readonly { text: string; values: unknown[] }[];

  constructor(
    statements: readonly Statement[],
    callback: (error: Error | null, results: pg.QueryResult | pg.QueryResult[]) => void,
  ) {
    super('', [], callback as never);
    // Before anything is sent: a value that has no form on the wire must not leave half of a batch there.
    this.#statements = statements.map(({ sql, parameters }) => ({ text: sql, values: parameters.map(prepareValue) }));
    this.submit = (connection) => this.#send(connection as unknown as Wire);
  }

  #send(wire: Wire): void {
    wire.stream.cork?.();
    try {
      for (const { text, values } of this.#statements) {
        wire.parse({ text, name: '' });
        wire.bind({ portal: '', statement: '', values });
        wire.describe({ type: 'P', name: '' });
        wire.execute({ portal: '', rows: 0 });
      }
      wire.sync();
    } finally {
      wire.stream.uncork?.();
    }
  }
}
