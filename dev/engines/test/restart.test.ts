import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { processesWith } from '@quartet/test-kit';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { ENGINE_NAMES, type EngineName, type Engines } from '../src/types.ts';
import { startEngines } from '../src/index.ts';
import { bareEnv, dataDir, runCommand, without } from './workbench.ts';

const running: Engines[] = [];
afterAll(() => Promise.all(running.map((engines) => engines.stop())));

async function start(options: Parameters<typeof startEngines>[0]): Promise<Engines> {
  const engines = await startEngines({ throwaway: true, ...options });
  running.push(engines);
  return engines;
}

const json = { 'content-type': 'application/json' };

/** Writes something to each engine and gives a question for each: what is there now? */
async function write(engines: Engines): Promise<Record<EngineName, () => Promise<unknown>>> {
  const { ORDERS_DATABASE_URL, CATALOG_MONGODB_URL, REDIS_URL, ELASTICSEARCH_URL } = engines.urls;
  const postgres = async (text: string) => {
    const client = new pg.Client({ connectionString: ORDERS_DATABASE_URL });
    client.on('error', () => undefined);
    await client.connect();
    return client.query<{ v: string }>(text).finally(() => client.end());
  };
  const mongo = async <T>(run: (client: MongoClient) => Promise<T>) => {
    const client = new MongoClient(CATALOG_MONGODB_URL, { serverSelectionTimeoutMS: 500 });
    return run(client).finally(() => client.close());
  };
  const redis = async <T>(run: (client: Redis) => Promise<T>) => {
    const client = new Redis(REDIS_URL, { protocol: 2, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    return run(client).finally(() => client.disconnect());
  };
  const search = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, ELASTICSEARCH_URL), { ...init, headers: json });
  await postgres(`CREATE TABLE t AS SELECT 'kept' AS v`);
  await mongo((client) => client.db().collection('t').insertOne({ v: 'kept' }));
  await redis((client) => client.set('t', 'kept'));
  await search('/t', { method: 'PUT', body: '{"settings":{"number_of_replicas":0}}' });
  await search('/t/_doc/1', { method: 'PUT', body: '{"v":"kept"}' });
  return {
    postgres: async () => (await postgres('SELECT v FROM t')).rows[0]?.v,
    mongodb: () => mongo(async (client) => (await client.db().collection('t').findOne())?.['v']),
    redis: () => redis((client) => client.get('t')),
    elasticsearch: async () => ((await (await search('/t/_doc/1')).json()) as { _source?: { v: string } })._source?.v,
  };
}

describe('an engine that is killed from outside', () => {
  it('comes up again by itself, on its port and with its data, and says so', async () => {
    const dir = dataDir();
    const lines: string[] = [];
    const engines = await start({ dir, env: bareEnv(), log: (line) => lines.push(line) });
    const ask = await write(engines);
    const before = ENGINE_NAMES.map((name) => engines.controls[name]!.pid()!);
    lines.length = 0;
    for (const pid of before) process.kill(pid, 'SIGKILL');

    for (const name of ENGINE_NAMES) {
      await vi.waitFor(async () => expect(await ask[name]()).toBe('kept'), { timeout: 60_000, interval: 100 });
      await vi.waitFor(() => expect(engines.controls[name]!.pid()).toBeGreaterThan(0), 60_000);
    }
    expect(ENGINE_NAMES.map((name) => engines.controls[name]!.pid())).not.toEqual(expect.arrayContaining(before));
    for (const title of ['PostgreSQL', 'MongoDB stand-in', 'Redis', 'OpenSearch']) {
      expect(lines.filter((line) => line.startsWith(`${title} is up again on port`))).toHaveLength(1);
      expect(lines.join('\n')).toMatch(
        new RegExp(`^${title} ended \\(SIGKILL\\).*; starting it again on port \\d+$`, 'm'),
      );
    }
    await engines.stop();
    expect(processesWith(dir)).toEqual([]);
  }, 180_000);
});

it('gives up an engine that keeps ending, says once and in one line why, and leaves no process', async () => {
  const dir = dataDir();
  const died: string[] = [];
  const engines = await start({
    dir,
    env: bareEnv(without(inject('engines').urls, 'REDIS_URL', 'REDIS_CACHE_URL')),
    onDied: (line) => died.push(line),
  });
  const [file] = readdirSync(join(dir, 'redis')).filter((name) => name.endsWith('.aof'));
  writeFileSync(join(dir, 'redis', file!), 'not what Redis wrote');
  process.kill(engines.controls.redis!.pid()!, 'SIGKILL');

  await vi.waitFor(() => expect(died).toHaveLength(1), 60_000);
  expect(died[0]).toMatch(
    /^Redis ended \(exit code 1\)[^\n]*\(for the 6th time within a minute: it is not started again\)$/,
  );
  expect(engines.controls.redis!.pid()).toBeUndefined();
  expect(processesWith(dir)).toEqual([]);
});

it('does not start again what is stopped while it is just being started again', async () => {
  const dir = dataDir();
  const env = bareEnv(without(inject('engines').urls, 'USERS_DATABASE_URL', 'ORDERS_DATABASE_URL'));
  const ended: string[] = [];
  const engines = await start({ dir, env, log: (line) => line.includes('ended') && ended.push(line) });
  process.kill(engines.controls.postgres!.pid()!, 'SIGKILL');
  await vi.waitFor(() => expect(ended).toHaveLength(1), 60_000);
  await engines.stop();
  expect(processesWith(dir)).toEqual([]);
});

it('a start that is interrupted stops what it has begun', async () => {
  const dir = dataDir();
  const command = runCommand('engines.ts', [], bareEnv({ QUARTET_DIR: dir, QUARTET_ENGINES: 'embedded' }));
  await vi.waitFor(() => expect(command.stderr()).toContain('is up on port'), 60_000);
  command.child.kill('SIGINT');
  expect(await command.ended).toBe(130);
  expect(command.stdout()).toBe('');
  expect(command.stderr()).not.toMatch(/^ +at /m);
  expect(processesWith(dir)).toEqual([]);
});

it('a process that needs more than the run that has the data folder says so', async () => {
  const dir = dataDir();
  const { urls } = inject('engines');
  const redis = ['REDIS_URL', 'REDIS_CACHE_URL'] as const;
  await start({ dir, env: bareEnv(without(urls, ...redis)) });
  await expect(startEngines({ dir, env: bareEnv(without(urls, ...redis, 'USERS_DATABASE_URL')) })).rejects.toThrow(
    `process ${process.pid} runs the engines in ${dir} without postgres: stop it, or set the URL of what is missing`,
  );
});
