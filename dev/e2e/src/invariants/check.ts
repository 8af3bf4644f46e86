import type { Db } from '@quartet/orders';
import { type RawBuilder, sql } from 'kysely';

/** One promise of the design, as the query for what breaks it: a line for each thing that is not as it must be. */
export interface Check {
  readonly promise: string;
  readonly broken: RawBuilder<{ line: string }>;
}

const MOST_LINES = 20;

/** The lines of all checks, as one moment of the database shows them, or as the caller's transaction sees it. */
export async function runChecks(db: Db, checks: readonly Check[]): Promise<string[]> {
  const run = async (trx: Db): Promise<string[]> => {
    const lines: string[] = [];
    for (const { broken } of checks) {
      const { rows } = await sql<{ line: string }>`
        select line from (${broken}) broken (line) order by line limit ${MOST_LINES}`.execute(trx);
      lines.push(...rows.map(({ line }) => line));
    }
    return lines;
  };
  return db.isTransaction ? run(db) : db.transaction().setIsolationLevel('repeatable read').execute(run);
}
