import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import type { EngineUrls } from '@quartet/engines';
import { migrateAll } from '@quartet/ops';
import { createLogger } from '@quartet/service-kit';
import { freshEnv } from '@quartet/test-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { choosePorts } from '../src/distributed/ports.ts';
import { startDistributed } from '../src/index.ts';

const log = createLogger({ name: 'shop' });

/** The programs of the shop that this process has started, but for those of other test files before this one. */
async function started(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'ppid=,pid=,args=']);
  const mine = stdout.split('\n').filter((line) => line.trim().startsWith(`${process.pid} `));
  return mine.filter((line) => line.includes('/src/main.ts') && !before.includes(line));
}
let before: readonly string[] = [];

let urls: EngineUrls;
let prefix: string;
const start = (settings: Record<string, string>, port = 0) => {
  const env = {
    NODE_ENV: 'test',
    VIEWER_SECRET: 'of-four-strings-and-a-bow-for-a-test',
    SEARCH_INDEX_PREFIX: prefix,
    ...settings,
  };
  return startDistributed({ urls, env, log, port });
};

beforeAll(async () => {
  before = await started();
  ({ SEARCH_INDEX_PREFIX: prefix, ...urls } = await freshEnv());
  await migrateAll({ urls, env: { SEARCH_INDEX_PREFIX: prefix }, log, direction: 'up' });
});

describe('the start of the shop as processes of their own', () => {
  it('fails with the line of the process that cannot start, and leaves nothing running', async () => {
    const refused = start({ SEARCH_INDEX_PREFIX: 'Not A Prefix' });
    await expect(refused).rejects.toThrow(/^search-\w+-1 cannot start: SEARCH_INDEX_PREFIX: must be lower case/);
    expect(await started()).toEqual([]);
  });

  it('fails without a secret in production, before anything runs', async () => {
    const refused = start({ NODE_ENV: 'production', VIEWER_SECRET: '' });
    await expect(refused).rejects.toThrow(/VIEWER_SECRET: is missing/);
    expect(await started()).toEqual([]);
  });

  it('fails where the port of the router is taken', async () => {
    const [port] = await choosePorts(1);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    try {
      await expect(start({}, port)).rejects.toThrow(`router-1 cannot start: Port ${port} is taken`);
      expect(await started()).toEqual([]);
    } finally {
      other.close();
    }
  });
});

describe('ports', () => {
  it('are free, differ, and are none that outgoing connections get', async () => {
    const ports = [...(await choosePorts(20)), ...(await choosePorts(20))];
    expect(new Set(ports).size).toBe(40);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('on which somebody listens are passed over', async () => {
    const [port] = await choosePorts(1);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port! + 1, '127.0.0.1', resolve));
    expect(await choosePorts(1)).not.toEqual([port! + 1]);
    other.close();
  });
});
