import { StartError } from '@quartet/service-kit/start-error';
import type { SubgraphName } from '@quartet/schema/subgraphs';

export interface NewMigration {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
}

const POSTGRES = `import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql\`select 1\`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql\`select 1\`.execute(db);
}
`;

const MONGODB = `import type { Db } from 'mongodb';

/** There is no transaction around it: it must be safe to run again. */
export async function up(db: Db): Promise<void> {
  await db.command({ ping: 1 });
}

export async function down(db: Db): Promise<void> {
  await db.command({ ping: 1 });
}
`;

const TEMPLATES: Partial<Record<SubgraphName, string>> = { users: POSTGRES, orders: POSTGRES, catalog: MONGODB };

/**
 * An empty migration, named by the time so that two branches do not take the same number.
 * @throws StartError where the subgraph has no migration files, or the name has no letters
 */
export function newMigration({
  subgraph,
  name: given,
  now,
}: {
  subgraph: SubgraphName;
  name: string;
  now: Date;
}): NewMigration {
  const text = TEMPLATES[subgraph];
  if (text === undefined) {
    throw new StartError(
      `The index of ${subgraph} has a mapping version instead of migrations: see subgraphs/${subgraph}/README.md`,
    );
  }
  const name = given
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (name === '') throw new StartError('A migration needs a name of letters, such as add_wishlists');
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14);
  return { file: `subgraphs/${subgraph}/migrations/${stamp}_${name}.ts`, text };
}
