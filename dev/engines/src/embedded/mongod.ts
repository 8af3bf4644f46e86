import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MongoClient, MongoServerError, type Db } from 'mongodb';
import { messageOf, StartError } from '@quartet/service-kit/start-error';
import { onPath } from './java.ts';
import { freePort } from '../ports.ts';
import { launch, type ServerProcess } from '../supervisor/process.ts';
import { restartable } from '../supervisor/restart.ts';
import type { EmbeddedEngine, EmbeddedOptions } from '../types.ts';

const OLDEST = 6;
const PRIMARY_MS = 30_000;
const REPLICA_SET = 'rs0';
const ALREADY_INITIALIZED = 23;

/**
 * A real MongoDB server on this machine: MONGOD_BINARY, or the `mongod` on the PATH where it is new enough.
 * Throws StartError where MONGOD_BINARY names something else.
 */
export async function findMongod(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const named = env['MONGOD_BINARY'] ?? '';
  const binary = named || onPath('mongod', env);
  if (!binary) return undefined;
  const version = await promisify(execFile)(binary, ['--version'], { timeout: 10_000 }).then(
    ({ stdout }) => /db version v(\d+)\S*/.exec(stdout),
    () => null,
  );
  if (Number(version?.[1]) >= OLDEST) return binary;
  if (named === '') return undefined;
  const found = version ? `is ${version[0].replace('db version v', 'MongoDB ')}` : 'is no mongod that can be run';
  throw new StartError(
    `MONGOD_BINARY ${named} ${found}: name one of version ${OLDEST} or newer, or leave it empty to do without`,
  );
}

/** A mongod as a replica set of one node: without that it has no change streams. */
export async function startMongod(binary: string, options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const data = join(options.dir, 'mongod');
  if (!existsSync(data) && existsSync(join(options.dir, 'mongodb', 'store.mv'))) {
    options.log(`${binary} is used from now on; what the MongoDB stand-in holds is not taken over`);
  }
  mkdirSync(data, { recursive: true });
  const url = (port: number) => `mongodb://127.0.0.1:${port}/?directConnection=true`;
  return restartable({
    ...options,
    title: 'MongoDB',
    folder: 'mongodb',
    url,
    start: async (attempt) => {
      const port = attempt.port ?? (await freePort());
      const server = await launch({
        ...attempt,
        title: 'MongoDB',
        command: [binary, ...flags(data, port)],
        ready: /Waiting for connections/,
        watchesStdin: false,
        port,
      });
      await becomePrimary(server, url(port), attempt.signal);
      return server;
    },
  });
}

function flags(data: string, port: number): string[] {
  return [
    ...['--replSet', REPLICA_SET, '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', data],
    ...['--nounixsocket', '--wiredTigerCacheSizeGB', '0.5'],
    // a primary waits that long for a successor when it is told to end, and here is none
    ...['--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100'],
  ];
}

/** Makes the replica set, or gives its only member the port of this run, and waits until it takes writes. */
async function becomePrimary(server: ServerProcess, url: string, signal: AbortSignal | undefined): Promise<void> {
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: PRIMARY_MS,
    connectTimeoutMS: PRIMARY_MS,
    socketTimeoutMS: PRIMARY_MS,
  });
  try {
    const admin = client.db('admin');
    await configure(admin, `127.0.0.1:${server.port}`);
    const deadline = Date.now() + PRIMARY_MS;
    while ((await admin.command({ hello: 1 }))['isWritablePrimary'] !== true) {
      if (Date.now() > deadline) throw new Error(`it takes no writes after ${PRIMARY_MS / 1000} s`);
      await delay(50, undefined, { signal });
    }
  } catch (error) {
    await server.stop();
    throw new StartError(`MongoDB is up, but not as a replica set: ${messageOf(error)}`);
  } finally {
    await client.close();
  }
}

async function configure(admin: Db, host: string): Promise<void> {
  const members = [{ _id: 0, host }];
  try {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members } });
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
    const { config } = (await admin.command({ replSetGetConfig: 1 })) as unknown as {
      config: { version: number; members: { host: string }[] };
    };
    if (config.members[0]?.host === host) return;
    // under another port it finds itself in no member, and only force makes it take a new configuration then
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  }
}
