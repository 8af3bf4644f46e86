import { type ChildProcess, type StdioOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SUBGRAPHS } from '@quartet/schema/subgraphs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAINS = {
  users: 'subgraphs/users/src/main.ts',
  orders: 'subgraphs/orders/src/main.ts',
  catalog: 'subgraphs/catalog/src/main.ts',
  search: 'subgraphs/search/src/main.ts',
  router: 'router/src/main.ts',
} as const;
type Name = keyof typeof MAINS;

/** Five processes start at once, beside whatever else the machine does. */
const STARTS_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'quartet-processes-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** No engine answers at any of these. */
const env = {
  PATH: process.env['PATH'],
  LOG_LEVEL: 'silent',
  QUARTET_DIR: folder,
  HOST: '127.0.0.1',
  PORT: '0',
  USERS_DATABASE_URL: 'postgres://u:p@127.0.0.1:1/users',
  ORDERS_DATABASE_URL: 'postgres://u:p@127.0.0.1:1/orders',
  CATALOG_MONGODB_URL: 'mongodb://127.0.0.1:1/catalog',
  ELASTICSEARCH_URL: 'http://127.0.0.1:1',
  REDIS_URL: 'redis://127.0.0.1:1',
};

const path = (name: Name) => fileURLToPath(new URL(`../../../${MAINS[name]}`, import.meta.url));

function spawn(name: Name, more: Record<string, string> = {}): ChildProcess {
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe', 'ipc'];
  const child = fork(path(name), { env: { ...env, ...more }, stdio, execArgv: [] });
  children.push(child);
  return child;
}

async function ready(child: ChildProcess): Promise<string> {
  const [message] = (await once(child, 'message')) as [{ ready: boolean; url: string }];
  expect(message).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/) });
  return message.url;
}

async function refused(name: Name, more: Record<string, string>): Promise<{ code: unknown; text: string }> {
  const child = spawn(name, more);
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, text };
}

describe('each as a process of its own, without any engine', () => {
  const running = {} as Record<Name, { child: ChildProcess; url: string }>;

  beforeAll(async () => {
    const start = async (name: Name, more: Record<string, string> = {}) => {
      const child = spawn(name, more);
      running[name] = { child, url: await ready(child) };
    };
    await Promise.all(SUBGRAPHS.map((name) => start(name)));
    const urls = SUBGRAPHS.map((name) => [`${name.toUpperCase()}_SUBGRAPH_URL`, running[name].url]);
    await start('router', Object.fromEntries(urls) as Record<string, string>);
  }, STARTS_MS);

  it.each(Object.keys(MAINS) as Name[])('%s comes up', async (name) => {
    const { origin } = new URL(running[name].url);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
  });

  it.each(SUBGRAPHS)('%s answers nobody but the router', async (name) => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{__typename}"}' };
    expect((await fetch(`${running[name].url}/graphql`, post)).status).toBe(401);
    expect((await fetch(`${running[name].url}/other`)).status).toBe(401);
    expect((await fetch(`${running[name].url}/ready`)).status).toBe(503);
  });

  it('the router is ready, and its answer says what the engines cost', async () => {
    const { origin } = new URL(running.router.url);
    expect((await fetch(`${origin}/ready`)).status).toBe(200);
    const response = await fetch(running.router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ product(id: "0190a000-0000-7000-8000-000000000001") { id } __typename }' }),
    });
    expect(await response.json()).toEqual({
      data: { product: null, __typename: 'Query' },
      errors: [{ message: expect.any(String), path: ['product'], extensions: { code: 'SERVICE_UNAVAILABLE' } }],
    });
  });

  it('SIGTERM ends each with 0', { timeout: STARTS_MS }, async () => {
    const ends = Object.values(running).map(async ({ child }) => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      return exit;
    });
    expect(await Promise.all(ends)).toEqual(Object.values(running).map(() => [0, null]));
  });
});

it('ends when its parent was killed', { timeout: STARTS_MS }, async () => {
  const parent = `
    const { fork } = await import('node:child_process');
    const child = fork(process.argv[1], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    child.once('message', () => process.send(child.pid));
    setInterval(() => undefined, 1000);`;
  const child = fork(path('users'), {
    env,
    execArgv: ['--input-type=module', '--eval', parent],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  children.push(child);
  const [pid] = (await once(child, 'message')) as [number];
  const alive = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(alive()).toBe(true);
  child.kill('SIGKILL');
  await expect.poll(alive).toBe(false);
});

it('what keeps one from starting is one line and code 1', { timeout: STARTS_MS }, async () => {
  const ends = await Promise.all([
    refused('users', { ROLE: 'worker', USERS_DATABASE_URL: '' }),
    refused('router', { USERS_SUBGRAPH_URL: 'x', ORDERS_SUBGRAPH_URL: 'http://a', CATALOG_SUBGRAPH_URL: 'http://c' }),
  ]);
  expect(ends).toEqual([
    { code: 1, text: 'users cannot start: USERS_DATABASE_URL: is missing\n' },
    {
      code: 1,
      text: 'router cannot start: USERS_SUBGRAPH_URL: must be URLs such as http://127.0.0.1:4001, separated by commas; SEARCH_SUBGRAPH_URL: is missing\n',
    },
  ]);
});
