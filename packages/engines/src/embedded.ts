import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineError } from './errors.ts';
import { findJava, onPath } from './java.ts';
import { takeLock } from './locks.ts';
import { startMongodb } from './mongodb.ts';
import { startOpensearch } from './opensearch.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import type { EmbeddedEngine, EmbeddedOptions, EngineControl, EngineName } from './types.ts';

const START: Record<EngineName, (options: EmbeddedOptions) => Promise<EmbeddedEngine>> = {
  postgres: startPostgres,
  mongodb: startMongodb,
  redis: startRedis,
  elasticsearch: startOpensearch,
};

export const lockOf = (dir: string): string => join(dir, 'lock');
export const recordsOf = (dir: string): string[] =>
  ['postgres', 'mongodb', 'redis', 'opensearch'].map((folder) => join(dir, `${folder}.process`));
const stateOf = (dir: string) => join(dir, 'engines.json');

/** The embedded engines of one data directory: run by this process, or by another one that has it. */
export interface EmbeddedRun {
  urls: Partial<Record<EngineName, string>>;
  controls: Partial<Record<EngineName, EngineControl>>;
  runBy?: number;
  stop(): Promise<void>;
}

/** One process owns a data directory; a later one gets the URLs of what runs there. */
export async function runEmbedded(names: readonly EngineName[], options: EmbeddedOptions): Promise<EmbeddedRun> {
  if (process.platform === 'win32') {
    throw new EngineError('the embedded engines do not run on Windows: use WSL, or set the URLs of your own engines');
  }
  mkdirSync(options.dir, { recursive: true, mode: 0o755 });
  for (let told = false; ; told = true) {
    const lock = takeLock(lockOf(options.dir));
    if ('release' in lock) return own(names, options, lock.release);
    const running = readState(options.dir);
    if (running) return joinRun(names, running, lock.holder.pid, options.dir);
    if (!told) options.log(`Waiting for process ${lock.holder.pid}, which is starting the engines`);
    await delay(50);
  }
}

function readState(dir: string): Partial<Record<EngineName, string>> | undefined {
  try {
    return JSON.parse(readFileSync(stateOf(dir), 'utf8')) as Partial<Record<EngineName, string>>;
  } catch {
    return undefined;
  }
}

function joinRun(names: readonly EngineName[], urls: EmbeddedRun['urls'], pid: number, dir: string): EmbeddedRun {
  const missing = names.filter((name) => !urls[name]);
  if (missing.length > 0) {
    throw new EngineError(
      `process ${pid} runs the engines in ${dir} without ${missing.join(', ')}: stop it, or set the URL of what is missing`,
    );
  }
  return { urls, controls: {}, runBy: pid, stop: () => Promise.resolve() };
}

async function own(names: readonly EngineName[], options: EmbeddedOptions, release: () => void): Promise<EmbeddedRun> {
  const { dir } = options;
  const engines: Partial<Record<EngineName, EmbeddedEngine>> = {};
  const stop = async () => {
    rmSync(stateOf(dir), { force: true });
    await Promise.all(Object.values(engines).map((engine) => engine.stop()));
    release();
  };
  try {
    rmSync(stateOf(dir), { force: true }); // what a killed run left
    await checkTools(names, options.env);
    const started = await Promise.allSettled(
      names.map(async (name) => {
        engines[name] = await START[name](options);
      }),
    );
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  } catch (error) {
    await stop();
    throw error;
  }
  const urls = Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, engine.url]));
  writeFileSync(`${stateOf(dir)}.new`, JSON.stringify(urls));
  renameSync(`${stateOf(dir)}.new`, stateOf(dir));
  return { urls, controls: engines, stop };
}

/** Before anything starts, so that a missing tool is the only thing that is said. */
async function checkTools(names: readonly EngineName[], env: NodeJS.ProcessEnv): Promise<void> {
  const titles: Partial<Record<EngineName, string>> = {
    elasticsearch: 'OpenSearch',
    mongodb: 'the MongoDB stand-in',
    ...(onPath('redis-server', env) ? {} : { redis: 'Redis (there is no redis-server on the PATH)' }),
  };
  const needed = names.flatMap((name) => titles[name] ?? []);
  if (needed.length > 0) await findJava(env, `To run ${needed.join(', ')} embedded, quartet`);
}
