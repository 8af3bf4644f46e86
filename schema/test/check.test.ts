import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { compose } from '../compose.ts';
import { theContract } from '../nullability.ts';
import { SUBGRAPHS } from '../subgraphs.ts';
import { withoutDescriptions } from './changed.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What `npm run codegen` reads and writes, with what runs it. */
const PARTS = [
  'codegen.ts',
  'package.json',
  'schema',
  'packages/client/src',
  ...SUBGRAPHS.map((name) => `subgraphs/${name}/src/graphql`),
];
const GENERATED = [
  'schema/supergraph.graphql',
  'schema/api.graphql',
  ...SUBGRAPHS.map((name) => `subgraphs/${name}/src/graphql/types.generated.ts`),
  'packages/client/src/generated/graphql.ts',
];

const made: string[] = [];
afterAll(() => made.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

function copyOfTheHouse(name: string): string {
  const root = join(mkdtempSync(join(tmpdir(), 'quartet-schema-')), name);
  made.push(dirname(root));
  for (const part of PARTS) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Runs a script of a copy as npm would; answers its exit code and all that it printed. */
function run(script: string, args: string[], o: { cwd: string; env?: Record<string, string> }) {
  return new Promise<{ code: number; said: string }>((resolve) => {
    const env = { ...process.env, INIT_CWD: o.cwd, ...o.env };
    execFile(process.execPath, [script, ...args], { cwd: o.cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    );
  });
}

test('codegen:check refuses a break and what was not generated again, and names both', async () => {
  const root = copyOfTheHouse('a copy');
  const sdl = join(root, 'schema/orders.graphql');
  writeFileSync(sdl, withoutDescriptions(readFileSync(sdl, 'utf8')).replace('  number: String!\n', ''));
  writeFileSync(join(root, 'old.graphql'), compose().api);
  const { code, said } = await run(join(root, 'schema/check.ts'), ['--against', 'old.graphql'], { cwd: root });
  expect(said).toContain(`Breaks clients of ${join(root, 'old.graphql')}: Order.number was removed`);
  expect(said).toContain('schema/api.graphql\n');
  expect(code).toBe(1);
});

test('what is generated is the same to the byte, wherever and under whatever locale and clock it is made', async () => {
  const places = [
    { name: 'here', env: { LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' } },
    { name: 'über there', env: { LC_ALL: 'C', TZ: 'America/Los_Angeles' }, cwd: tmpdir() },
  ];
  const unequal = places.map(async ({ name, env, cwd }) => {
    const root = copyOfTheHouse(name);
    for (const file of GENERATED) rmSync(join(root, file));
    for (const script of ['schema/compose.ts', 'codegen.ts']) {
      const { code, said } = await run(join(root, script), [], { cwd: cwd ?? root, env });
      expect(code, said).toBe(0);
    }
    return GENERATED.filter((file) => !readFileSync(join(root, file)).equals(readFileSync(join(ROOT, file))));
  });
  expect(await Promise.all(unequal)).toEqual([[], []]);
});

test('the order in which the subgraphs are listed changes nothing', () => {
  expect(compose(theContract().toReversed())).toEqual(compose());
});
