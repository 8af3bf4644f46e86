import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { processesWith } from '@quartet/test-kit';
import { describe, expect, inject, it, vi } from 'vitest';
import { runningEngines, startEngines, type EngineUrls } from '../src/index.ts';
import { bareEnv, dataDir, runCommand, without } from './workbench.ts';

const dir = dataDir();
const { urls } = inject('engines');

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function mongo<T>(url: string, run: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url);
  try {
    return await run(client);
  } finally {
    await client.close();
  }
}

async function redis<T>(url: string, run: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { protocol: 2 });
  try {
    return await run(client);
  } finally {
    client.disconnect();
  }
}

const search = (url: string, path: string, init: RequestInit = {}) =>
  fetch(new URL(path, url), { ...init, headers: { 'content-type': 'application/json' } });

describe('all four embedded', () => {
  it('take data, are found by a second start, and leave no process behind', async () => {
    const first = await startEngines({ dir, env: bareEnv() });
    expect(Object.values(first.how)).toEqual(['embedded', 'embedded', 'embedded', 'embedded']);
    expect(Object.values(first.versions).join(', ')).toMatch(
      /^PostgreSQL 18\.\d+, MongoDB .+, Redis \d+\.\d+.*, OpenSearch 2\.\d+/,
    );
    await query(first.urls.USERS_DATABASE_URL, `CREATE TABLE t AS SELECT 'kept' AS value`);
    await mongo(first.urls.CATALOG_MONGODB_URL, (c) => c.db().collection('t').insertOne({ value: 'kept' }));
    await redis(first.urls.REDIS_URL, (c) => c.set('t', 'kept'));
    await search(first.urls.ELASTICSEARCH_URL, '/t', {
      method: 'PUT',
      body: JSON.stringify({ settings: { number_of_replicas: 0 } }),
    });
    await search(first.urls.ELASTICSEARCH_URL, '/t/_doc/1', { method: 'PUT', body: '{"value":"kept"}' });

    const joined = await startEngines({ dir, env: bareEnv() });
    expect(joined).toMatchObject({ urls: first.urls, runBy: process.pid, controls: {} });
    await joined.stop();
    const running = await runningEngines({ dir, env: bareEnv() });
    expect(running).toMatchObject({ urls: first.urls, runBy: process.pid });
    expect(running.servers.map(({ version }) => version)).toContain(first.versions.postgres);
    expect(await query(first.urls.USERS_DATABASE_URL, 'SELECT value FROM t')).toEqual([{ value: 'kept' }]);

    await first.stop();
    expect(await runningEngines({ dir, env: bareEnv() })).toMatchObject({ urls: {} });
    expect(processesWith(dir)).toEqual([]);
  });

  it('have kept it when they are started again, end with a parent that is killed, and start again after that', async () => {
    const command = runCommand('engines.ts', ['--json'], bareEnv({ QUARTET_DIR: dir }));
    await vi.waitFor(() => expect(command.stdout()).toContain('\n'), 60_000);
    const second = (JSON.parse(command.stdout()) as { urls: EngineUrls }).urls;
    expect(await query(second.USERS_DATABASE_URL, 'SELECT value FROM t')).toEqual([{ value: 'kept' }]);
    const found = await mongo(second.CATALOG_MONGODB_URL, (c) => c.db().collection('t').findOne());
    expect(found).toMatchObject({ value: 'kept' });
    expect(await redis(second.REDIS_URL, (c) => c.get('t'))).toBe('kept');
    const document = await search(second.ELASTICSEARCH_URL, '/t/_doc/1');
    expect(await document.json()).toMatchObject({ _source: { value: 'kept' } });

    expect(processesWith(dir).length).toBeGreaterThanOrEqual(4);
    const reset = runCommand('reset.ts', [], bareEnv({ QUARTET_DIR: dir }));
    expect(await reset.ended).toBe(1);
    expect(reset.stderr()).toContain(`Process ${command.child.pid} runs the engines`);

    const told = Promise.withResolvers<string>();
    const joined = await startEngines({ dir, env: bareEnv(), onDied: told.resolve });
    expect(joined.runBy).toBe(command.child.pid);
    command.child.kill('SIGKILL');
    await command.ended;
    expect(await told.promise).toMatch(/^Process \d+, which ran the engines, has ended[^\n]+$/);
    // at once, while they are still stopping: it waits for them and takes the directory over
    const next = await startEngines({ dir, env: bareEnv({ ...without(urls, 'USERS_DATABASE_URL') }) });
    expect(await query(next.urls.USERS_DATABASE_URL, 'SELECT value FROM t')).toEqual([{ value: 'kept' }]);
    await next.stop();
    await vi.waitFor(() => expect(processesWith(dir)).toEqual([]), 60_000);

    writeFileSync(join(dir, 'notes.txt'), 'mine');
    const after = runCommand('reset.ts', [], bareEnv({ QUARTET_DIR: dir }));
    expect(await after.ended).toBe(0);
    expect(after.stdout()).toMatch(/^Deleted in .*\bmongodb\b.*\bpostgres\b/);
    expect(after.stdout()).toContain('Left there, as it is not ours: notes.txt');
    expect(readdirSync(dir)).toEqual(['notes.txt']);
  });
});

describe('an engine with a URL', () => {
  it('is used as it is, and nothing is started when all have one', async () => {
    const none = dataDir();
    const engines = await startEngines({ dir: none, env: bareEnv({ ...urls }) });
    expect(engines).toMatchObject({ urls, how: { postgres: 'url', redis: 'url' }, controls: {} });
    expect(processesWith(none)).toEqual([]);
    await engines.stop();
  });

  it('gets its database made', async () => {
    const name = `made_${Date.now()}`;
    const wanted = new URL(urls.USERS_DATABASE_URL);
    wanted.pathname = `/${name}`;
    const engines = await startEngines({ dir, env: bareEnv({ ...urls, USERS_DATABASE_URL: wanted.href }) });
    expect(await query(engines.urls.USERS_DATABASE_URL, 'SELECT current_database() AS n')).toEqual([{ n: name }]);
    await query(urls.ORDERS_DATABASE_URL, `DROP DATABASE ${name}`);
  });
});

describe('the controls of an embedded engine', () => {
  it('kill it and start it again on the same port and data', async () => {
    const own = dataDir();
    const lines: string[] = [];
    const engines = await startEngines({
      dir: own,
      throwaway: true,
      env: bareEnv({ ...without(urls, 'USERS_DATABASE_URL', 'REDIS_URL', 'REDIS_CACHE_URL') }),
      log: (line) => lines.push(line),
    });
    const { postgres, redis: redisControl } = engines.controls;
    await query(engines.urls.USERS_DATABASE_URL, 'CREATE TABLE t AS SELECT 1 AS n');
    await redis(engines.urls.REDIS_URL, (c) => c.set('n', '1'));

    await postgres!.kill();
    await expect(query(engines.urls.USERS_DATABASE_URL, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await postgres!.start();
    expect(await query(engines.urls.USERS_DATABASE_URL, 'SELECT n FROM t')).toEqual([{ n: 1 }]);

    await redisControl!.stop();
    await redisControl!.start();
    expect(await redis(engines.urls.REDIS_URL, (c) => c.get('n'))).toBe('1');
    expect(lines.join('\n')).not.toContain('ended'); // nothing was lost: all of it was asked for
    await engines.stop();
  });
});
