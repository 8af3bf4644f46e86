import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { processesWith } from '@quartet/test-kit';
import { describe, expect, inject, it } from 'vitest';
import { startEngines } from '../src/index.ts';
import { findMongod } from '../src/embedded/mongod.ts';
import { bareEnv, dataDir, without } from './workbench.ts';

const dir = dataDir();
const { urls } = inject('engines');

/** A `mongod` that only knows its version: enough for the choice, not for a start. */
function fakeMongod(folder: string, version: string): string {
  const file = join(dir, folder, 'mongod');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `#!/bin/sh\n[ "$1" = --version ] && echo "db version v${version}" && exit\necho "args: $*" >&2\nexit 48\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

describe('the choice of a mongod', () => {
  it('is none where there is none, or only an old one', async () => {
    expect(await findMongod({ PATH: dir })).toBeUndefined();
    expect(await findMongod({ PATH: dirname(fakeMongod('old', '4.4.29')) })).toBeUndefined();
  });

  it('is the one on the PATH, and MONGOD_BINARY before it', async () => {
    const onPath = fakeMongod('path', '8.0.29');
    const named = fakeMongod('named', '7.0.1');
    expect(await findMongod({ PATH: dirname(onPath) })).toBe(onPath);
    expect(await findMongod({ PATH: dirname(onPath), MONGOD_BINARY: named })).toBe(named);
  });

  it('is an error where MONGOD_BINARY is old or no mongod', async () => {
    const old = fakeMongod('old', '4.4.29');
    await expect(findMongod({ PATH: '', MONGOD_BINARY: old })).rejects.toThrow(
      `MONGOD_BINARY ${old} is MongoDB 4.4.29: name one of version 6 or newer`,
    );
    await expect(findMongod({ PATH: '', MONGOD_BINARY: join(dir, 'nothing') })).rejects.toThrow(
      'is no mongod that can be run',
    );
  });

  it('is started as a replica set on 127.0.0.1 with a folder of its own', async () => {
    const mongod = fakeMongod('start', '8.0.29');
    const data = join(dir, 'data');
    const env = bareEnv({ ...without(urls, 'CATALOG_MONGODB_URL'), MONGOD_BINARY: mongod });
    const output = join(data, 'mongodb.output');
    await expect(startEngines({ dir: data, env, throwaway: true })).rejects.toThrow(/^MongoDB ended/);
    expect(readFileSync(output, 'utf8')).toMatch(
      new RegExp(`--replSet rs0 --bind_ip 127\\.0\\.0\\.1 --port \\d+ --dbpath ${data}/mongod --nounixsocket`),
    );
    expect(processesWith(data)).toEqual([]);
  });
});
