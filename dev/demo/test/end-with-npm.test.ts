import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshEnv, npmRun, processesWith, waitUntil } from '@quartet/test-kit';
import { afterAll, expect, it } from 'vitest';

const { CATALOG_MONGODB_URL, ELASTICSEARCH_URL, SEARCH_INDEX_PREFIX } = await freshEnv();
/** PostgreSQL and Redis are embedded in a folder of the test's own; the others, slower to start, are the run's. */
const shared = { CATALOG_MONGODB_URL, ELASTICSEARCH_URL, SEARCH_INDEX_PREFIX };
const dir = mkdtempSync(join(tmpdir(), 'quartet-end-with-npm-'));
chmodSync(dir, 0o755); // the PostgreSQL server may run as another user
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it.each([
  ['in-memory', 'SIGTERM', 1],
  ['distributed', 'SIGKILL', 9],
] as const)(
  'npm start (%s) ends, with its engines, after %s of npm',
  async (topology, signal, services) => {
    const { npm, saw } = npmRun('start', { args: ['--port', '0', '--topology', topology], dir, env: shared });
    await saw(/Ctrl-C stops everything/);
    const running = processesWith(dir);
    expect(running.filter((line) => /redis-server|postgres -D/.test(line)).length).toBeGreaterThan(0);
    expect(running.filter((line) => /\/src\/(main|start)\.ts/.test(line)).length).toBeGreaterThanOrEqual(services);
    npm.kill(signal);
    await waitUntil(() => processesWith(dir).length === 0, { what: 'the end of all processes' });
  },
  300_000,
);
