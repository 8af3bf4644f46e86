import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { explainFileFault } from '../errors.ts';
import { StartError } from '@quartet/service-kit/start-error';
import { findJava, onPath } from './java.ts';
import { isAlive, readMark, takeLock } from '../supervisor/locks.ts';
import { findMongod } from './mongod.ts';
import { startMongodb } from './mongodb.ts';
import { startOpensearch } from './opensearch.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import type { EmbeddedEngine, EmbeddedOptions, EngineControl, EngineName } from '../types.ts';

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
  try {
    return await ownOrJoin(names, options);
  } catch (error) {
    throw explainFileFault(error, 'Make room or give the right to write, or set QUARTET_DIR to another folder');
  }
}

async function ownOrJoin(names: readonly EngineName[], options: EmbeddedOptions): Promise<EmbeddedRun> {
  if (process.platform === 'win32') {
    throw new StartError('the embedded engines do not run on Windows: use WSL, or set the URLs of your own engines');
  }
  mkdirSync(options.dir, { recursive: true, mode: 0o755 });
  for (let told = false; ; told = true) {
    const lock = takeLock(lockOf(options.dir));
    if ('release' in lock) return own(names, options, lock.release);
    const running = readState(options.dir);
    if (running) return joinRun(names, running, lock.holder.pid, options);
    if (!told) options.log(`Waiting for process ${lock.holder.pid}, which is starting the engines`);
    await delay(50);
    options.signal?.throwIfAborted();
  }
}

/** The embedded engines that a living process runs in a data directory, and that process. Starts nothing. */
export function findEmbedded(dir: string): { urls: EmbeddedRun['urls']; runBy: number } | undefined {
  const holder = readMark(lockOf(dir));
  const urls = readState(dir);
  return holder && urls && isAlive(holder) ? { urls, runBy: holder.pid } : undefined;
}

function readState(dir: string): Partial<Record<EngineName, string>> | undefined {
  try {
    return JSON.parse(readFileSync(stateOf(dir), 'utf8')) as Partial<Record<EngineName, string>>;
  } catch {
    return undefined;
  }
}

function joinRun(
  names: readonly EngineName[],
  urls: EmbeddedRun['urls'],
  pid: number,
  { dir, log, onDied = log }: EmbeddedOptions,
): EmbeddedRun {
  const missing = names.filter((name) => !urls[name]);
  if (missing.length > 0) {
    throw new StartError(
      `process ${pid} runs the engines in ${dir} without ${missing.join(', ')}: stop it, or set the URL of what is missing`,
    );
  }
  const stopWatching = watchOwner(pid, dir, () =>
    onDied(`Process ${pid}, which ran the engines, has ended, and they with it: start again to run them here`),
  );
  return {
    urls,
    controls: {},
    runBy: pid,
    stop() {
      stopWatching();
      return Promise.resolve();
    },
  };
}

const WATCH_MS = 100;

/** Calls `onGone` once the process that owns the data directory takes its engines down, or is gone. */
function watchOwner(pid: number, dir: string, onGone: () => void): () => void {
  const timer = setInterval(() => {
    // its record goes before its engines do, unless it is killed
    if (readState(dir) !== undefined && exists(pid)) return;
    clearInterval(timer);
    onGone();
  }, WATCH_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
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
    await startAll(names, engines, options);
  } catch (error) {
    await stop();
    throw error;
  }
  const urls = Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, engine.url]));
  writeFileSync(`${stateOf(dir)}.new`, JSON.stringify(urls));
  renameSync(`${stateOf(dir)}.new`, stateOf(dir));
  return { urls, controls: engines, stop };
}

/** Side by side. The first that fails ends the start of the others, and its error is thrown when all have settled. */
async function startAll(
  names: readonly EngineName[],
  engines: Partial<Record<EngineName, EmbeddedEngine>>,
  options: EmbeddedOptions,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  await Promise.allSettled(
    names.map(async (name) => {
      try {
        engines[name] = await START[name]({ ...options, signal });
      } catch (error) {
        failed.abort(error); // only the first one counts
      }
    }),
  );
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** Before anything starts, so that a missing tool is the only thing that is said. */
async function checkTools(names: readonly EngineName[], env: NodeJS.ProcessEnv): Promise<void> {
  const titles: Partial<Record<EngineName, string>> = {
    elasticsearch: 'OpenSearch',
    ...((await findMongod(env)) === undefined ? { mongodb: 'the MongoDB stand-in' } : {}),
    ...(onPath('redis-server', env) ? {} : { redis: 'Redis (there is no redis-server on the PATH)' }),
  };
  const needed = names.flatMap((name) => titles[name] ?? []);
  if (needed.length > 0) await findJava(env, `To run ${needed.join(', ')} embedded, quartet`);
}
