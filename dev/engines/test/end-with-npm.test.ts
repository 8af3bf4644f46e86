import { npmRun, processesWith, waitUntil } from '@quartet/test-kit';
import { expect, inject, it } from 'vitest';
import { dataDir, without } from './workbench.ts';

const shared = without(
  inject('engines').urls,
  'USERS_DATABASE_URL',
  'ORDERS_DATABASE_URL',
  'REDIS_URL',
  'REDIS_CACHE_URL',
);

it.concurrent.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  'npm run engines ends, with its engines, after %s of npm',
  async (signal) => {
    const dir = dataDir();
    const { npm, saw } = npmRun('engines', { dir, env: shared });
    await saw(/Ctrl-C stops them/);
    expect(processesWith(dir).filter((line) => /redis-server|postgres -D/.test(line)).length).toBeGreaterThan(0);
    npm.kill(signal);
    await waitUntil(() => processesWith(dir).length === 0, { what: 'the end of all processes' });
  },
  300_000,
);
