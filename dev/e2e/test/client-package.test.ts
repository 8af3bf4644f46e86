import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { countProducts } from '@quartet/catalog';
import { seedDemo } from '@quartet/demo';
import { createLogger } from '@quartet/service-kit';
import { freshEnv, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, type Shop } from '../src/index.ts';

/*
 * The client as a team meets it: packed, installed in an empty project from the tarball alone, and used as its README says,
 * on the demo shop.
 */

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const packageFolder = join(repository, 'packages/client');
const log = createLogger({ name: 'client package', level: 'silent' });
const PRODUCTS = 300;
const MINUTES = 60_000;

const project = mkdtempSync(join(tmpdir(), 'quartet-client-'));
let shop: Shop;

beforeAll(async () => {
  const env = await freshEnv();
  shop = await openShop({ urls: env, env, log });
  const { users, orders, catalog, search } = shop.stack;
  const dbs = { usersDb: users.db, ordersDb: orders.db, catalogDb: catalog.db };
  await seedDemo({ ...dbs, products: PRODUCTS, users: 1, orders: 0, log });
  const published = await countProducts(catalog.db, 'PUBLISHED');
  await waitUntil(async () => (await search.indexedCount()) >= published, { deadlineMs: 2 * MINUTES, what: 'search' });

  const packed = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: packageFolder });
  const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as [{ filename: string }];
  writeFileSync(join(project, 'package.json'), '{"name":"app","private":true,"type":"module"}');
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`, 'graphql@16'], {
    cwd: project,
  });
}, 5 * MINUTES);
afterAll(async () => {
  await shop.close();
  rmSync(project, { recursive: true });
});

/** The README's example, with the address of this test's shop. */
function example(): string {
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  const [, code = ''] = /```ts\n(import { createClient[\s\S]*?)```/.exec(readme) ?? [];
  expect(code).toContain('http://127.0.0.1:4000/graphql');
  return code.replace('http://127.0.0.1:4000/graphql', shop.url);
}

it(
  'finds products as its README says',
  async () => {
    writeFileSync(join(project, 'example.mjs'), example());
    const { stdout, stderr } = await run(process.execPath, ['example.mjs'], { cwd: project });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toHaveLength(10);
    expect(stdout).toMatch(/pan/i);
  },
  MINUTES,
);

it.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])(
  'has types without those of the DOM (%s, %s)',
  async (module, moduleResolution) => {
    writeFileSync(
      join(project, 'example.ts'),
      `declare const console: Record<'log' | 'error', (...all: unknown[]) => void>;\n${example()}`,
    );
    const compilerOptions = {
      strict: true,
      noEmit: true,
      lib: ['ES2022'],
      target: 'ES2022',
      types: [],
      module,
      moduleResolution,
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts'] }));
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: project }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  },
  MINUTES,
);

it(
  'loads through require and brings the schema',
  async () => {
    const code = `const client = require('@quartet/client'); console.log(typeof client.createClient, client.graphql)`;
    const { stdout } = await run(process.execPath, ['-e', code], { cwd: project });
    expect(stdout.trim()).toBe('function undefined');
    const schema = readFileSync(join(project, 'node_modules/@quartet/client/dist/api.graphql'), 'utf8');
    expect(schema).toBe(readFileSync(join(repository, 'schema/api.graphql'), 'utf8'));
  },
  MINUTES,
);
