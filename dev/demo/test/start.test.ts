import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createElasticsearch, createLogger, createMongo, createPostgres } from '@quartet/service-kit';
import { freshEnv } from '@quartet/test-kit';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { migrateAll } from '@quartet/ops';
import { SUBGRAPHS, type SubgraphName } from '@quartet/schema/subgraphs';

const env = await freshEnv();
const log = createLogger({ name: 'test', level: 'silent' });
const migrate = (only: readonly SubgraphName[]) => migrateAll({ urls: env, env, log, direction: 'up', only });

/** `npm start` as a process: its exit code and what it prints for people. */
async function npmStart(
  args: string[],
  more: Record<string, string> = {},
): Promise<{ code: unknown; lines: string[] }> {
  const file = fileURLToPath(new URL('../src/start.ts', import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env['PATH'], ...env, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, lines: stderr.trim().split('\n') };
}

it('says at once which port is taken, and how to take another one', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  const port = String(typeof address === 'object' && address?.port);
  expect(await npmStart([], { PORT: port })).toEqual({
    code: 1,
    lines: [`Port ${port} is taken: choose another one with --port N`],
  });
});

it('says before the engines start that a file is no product file', async () => {
  const file = join(tmpdir(), `quartet-no-products-${process.pid}.txt`);
  writeFileSync(file, 'Dear Sir or Madam\n');
  onTestFinished(() => rmSync(file));
  const { code, lines } = await npmStart(['--once', '--products', file], { PORT: '0' });
  expect({ code, lines }).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^quartet-no-products-.*is no product file/)],
  });
});

describe("databases of somebody's own", () => {
  const catalogue = join(tmpdir(), `quartet-plain-catalogue-${process.pid}.csv`);
  beforeAll(() => {
    const rows = ['Pan', 'Pot', 'Kettle', 'Lid', 'Ladle'].map(
      (name, at) => `P-${at},${name},Hearth,Kitchen,${at + 9}.50`,
    );
    writeFileSync(catalogue, ['sku,name,brand,category,price', ...rows, ''].join('\n'));
    return () => rmSync(catalogue);
  });

  it('get no demo data, in production not even where it is asked for', async () => {
    const { code, lines } = await npmStart(['--once'], { PORT: '0' });
    expect(code, lines.join('\n')).toBe(0);
    expect(lines).toContainEqual(
      'No demo data: postgres, mongodb, redis, elasticsearch are your own; --demo writes it all the same',
    );
    expect(lines.at(-1)).toBe('0 products, 0 SKUs');
    const refused = await npmStart(['--once', '--demo'], { PORT: '0', NODE_ENV: 'production' });
    expect(refused.code).toBe(1);
    expect(refused.lines.at(-1)).toMatch(/never written in production/);
    const { db, destroy } = createPostgres<{ accounts: { id: string } }>({
      url: env.USERS_DATABASE_URL,
      name: 'test',
      log,
    });
    expect(await db.selectFrom('accounts').select('id').execute()).toEqual([]);
    await destroy();
  });

  it('with a catalogue that has no attributes are served, and one line says what the answer lacks', async () => {
    for (const args of [['--products', catalogue], []]) {
      const { code, lines } = await npmStart(['--once', '--demo', ...args], { PORT: '0' });
      expect(code, lines.join('\n')).toBe(0);
      expect(lines.filter((line) => /no product has attributes/i.test(line))).toHaveLength(1);
      expect(lines.filter((line) => /^A guest bought /.test(line))).toHaveLength(1);
    }
  }, 240_000);
});

describe('a database of a newer schema', () => {
  beforeAll(() => migrate(SUBGRAPHS));

  async function inPostgres(url: string): Promise<void> {
    type Migrations = { kysely_migration: { name: string; timestamp: string } };
    const { db, destroy } = createPostgres<Migrations>({ url, name: 'test', log });
    await db.insertInto('kysely_migration').values({ name: '9999_future', timestamp: '2099' }).execute();
    await destroy();
  }
  const raise: Record<SubgraphName, () => Promise<void>> = {
    users: () => inPostgres(env.USERS_DATABASE_URL),
    orders: () => inPostgres(env.ORDERS_DATABASE_URL),
    async catalog() {
      const mongo = createMongo({ url: env.CATALOG_MONGODB_URL, name: 'test', log });
      await mongo.db.collection<{ _id: string }>('migrations').insertOne({ _id: '9999_future' });
      await mongo.destroy();
    },
    async search() {
      const client = createElasticsearch({ url: env.ELASTICSEARCH_URL, name: 'test', log });
      await client.indices.putMapping({ index: `${env.SEARCH_INDEX_PREFIX}_products`, _meta: { version: 99 } });
      await client.close();
    },
  };

  it.each(SUBGRAPHS)('of %s is one line that names it', async (subgraph) => {
    await raise[subgraph]();
    const error = await migrate([subgraph]).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ name: 'StartError' });
    expect(String((error as Error).message)).toMatch(
      new RegExp(`^${subgraph}: The .* is newer than this code: [^\n]+$`),
    );
  });

  it('ends the start with that line', async () => {
    const { code, lines } = await npmStart(['--once']);
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatch(/^users: The database is newer than this code: it has the migration "9999_future"/);
    expect(lines.filter((line) => /^\s+at /.test(line))).toEqual([]);
  });
});
