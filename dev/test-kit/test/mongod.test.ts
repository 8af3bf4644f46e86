import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('../src/commands/mongod.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'quartet-mongod-command-'));
afterAll(() => rmSync(dir, { recursive: true }));

const run = (env: NodeJS.ProcessEnv) => spawnSync(process.execPath, [COMMAND], { env, encoding: 'utf8' });

it('is skipped with a word where there is no mongod', () => {
  expect(run({ PATH: dir })).toMatchObject({
    status: 0,
    stdout: 'Skipped: there is no mongod of version 6 or newer on the PATH, and MONGOD_BINARY names none\n',
  });
});

it('says in one line that MONGOD_BINARY is something else', () => {
  const binary = join(dir, 'mongod');
  writeFileSync(binary, '#!/bin/sh\necho something else\n', { mode: 0o755 });
  expect(run({ PATH: '/bin', MONGOD_BINARY: binary })).toMatchObject({
    status: 1,
    stdout: '',
    stderr: `MONGOD_BINARY ${binary} is no mongod that can be run: name one of version 6 or newer, or leave it empty to do without\n`,
  });
});

it('runs the tests with the mongod that is there', () => {
  writeFileSync(join(dir, 'mongod'), '#!/bin/sh\necho "db version v8.0.9"\n', { mode: 0o755 });
  const vitest = '#!/bin/sh\necho "$MONGOD_BINARY [$CATALOG_MONGODB_URL]" "$@"\nexit 3\n';
  writeFileSync(join(dir, 'vitest'), vitest, { mode: 0o755 });
  const { status, stdout } = run({ PATH: dir, CATALOG_MONGODB_URL: 'mongodb://127.0.0.1/stand-in' });
  expect(status).toBe(3);
  expect(stdout).toContain(`${join(dir, 'mongod')} [] run subgraphs/catalog`);
});
