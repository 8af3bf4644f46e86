import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freshEnv } from '@quartet/test-kit';
import { expect, it } from 'vitest';
import { examine, findProblems } from '../src/doctor/index.ts';

const OPS = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Runs a command without any setting but these. */
async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const ended = promisify(execFile)(process.execPath, [OPS, ...args], { env: { PATH: process.env['PATH'], ...env } });
  const {
    code = 0,
    stdout,
    stderr,
  } = (await ended.catch((error: unknown) => error)) as Record<string, string | number>;
  return { code, stdout, stderr };
}

it.concurrent.each([
  [
    'migrate',
    ['migrate'],
    'USERS_DATABASE_URL, ORDERS_DATABASE_URL, CATALOG_MONGODB_URL, REDIS_URL, ELASTICSEARCH_URL are missing\n',
  ],
  ['dead-letters', ['dead-letters', 'list'], 'REDIS_URL is missing\n'],
  [
    'import',
    ['import', '--products', 'nowhere.csv'],
    expect.stringMatching(/^[^\n]*nowhere\.csv can ?not be read \(ENOENT\)\n$/),
  ],
])('%s says in one line what it misses', async (_, args, stderr) => {
  expect(await run(args)).toEqual({ code: 1, stdout: '', stderr });
});

it('has one help for all commands, and prints the help of one whose arguments are wrong', async () => {
  const [help, wrong] = await Promise.all([run(['--help']), run(['migrate', 'sideways'])]);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const name of ['migrate', 'import', 'dead-letters', 'jobs', 'doctor', 'create-admin']) {
    expect(help.stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  }
  expect(wrong).toMatchObject({ code: 1, stdout: '' });
  expect(wrong.stderr).toMatch(/'sideways' is invalid[^]*Usage: ops migrate/);
});

it('examines the engines of the environment where there is no development machine around it', async () => {
  const { REDIS_URL: _, REDIS_CACHE_URL: __, ...env } = await freshEnv();
  const report = await examine({ env });
  expect(report).toMatchObject({ directory: null, port: null, streams: null, machine: { npm: null, tools: [] } });
  expect(report.engines.map(({ state }) => state)).toEqual(['running', 'running', 'running', 'unusable', 'running']);
  expect(findProblems(report).filter(({ level }) => level === 'fault')).toEqual([
    { level: 'fault', text: 'REDIS_URL is missing' },
  ]);
});
