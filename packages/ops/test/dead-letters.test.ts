import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { newEvent } from '@quartet/schema/events';
import { createLogger, createRedis, type Redis } from '@quartet/service-kit';
import { freshRedis } from '@quartet/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';

const OPS = fileURLToPath(new URL('../src/main.ts', import.meta.url));
let url: string;
let redis: Redis;
beforeAll(async () => {
  ({ url } = await freshRedis());
  redis = createRedis({ url, name: 'dead-letters-test', log: createLogger({ name: 'test', level: 'silent' }) });
});
afterAll(() => redis.disconnect());

/** Runs the command; answers what it printed, with the exit code where it is not 0. */
async function run(...args: string[]): Promise<string> {
  try {
    const env = { ...process.env, REDIS_URL: url, QUARTET_ENGINES: '' };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [OPS, 'dead-letters', ...args], { env });
    return stdout + stderr;
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return `${code}: ${stderr}`;
  }
}

it('lists, shows and replays dead letters, and says in one line what it cannot do', async () => {
  const data = { sku: 'S-1', productId: null, available: 1, version: 1 };
  const event = newEvent('stock.changed', { source: '/orders', subject: 'S-1', version: 1, data });
  const bury = (json: string) =>
    redis.xadd(
      'dead:{orders}:search',
      '*',
      'event',
      json,
      'reason',
      'not this one',
      'refusals',
      '5',
      'original',
      '1-1',
    );
  const id = `orders/search/${await bury(JSON.stringify(event))}`;
  await bury('{broken');

  const [list, show] = await Promise.all([run(), run('show', id)]);
  expect(list).toContain(`${id}  `);
  expect(list).toContain('stock.changed of S-1  refused 5×: not this one');
  expect(list).toContain('unreadable  refused 5×');
  expect(JSON.parse(show)).toMatchObject({ group: 'search', originalId: '1-1', event });

  expect(await run('replay', id, 'orders/search/1-1')).toBe(
    `1: ${id} replayed\nThere is no dead letter orders/search/1-1 (any more)\n`,
  );
  const [entry] = await redis.xrange('events:{orders}', '-', '+');
  expect(entry?.[1]).toEqual(['event', JSON.stringify(event), 'only', 'search', 'original', '1-1']);
});
