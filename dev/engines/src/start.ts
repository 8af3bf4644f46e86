import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseEngines, urlsOf, type Choice, type StartedUrls } from './choose.ts';
import { findDocker, runDocker } from './docker/docker.ts';
import { lockOf, runEmbedded } from './embedded/embedded.ts';
import { StartError } from '@quartet/service-kit/start-error';
import { isAlive, readMark } from './supervisor/locks.ts';
import { ensureDatabases, readVersions } from '@quartet/ops/servers';
import type { EmbeddedOptions, EngineName, Engines, EngineWay } from './types.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Where the embedded engines keep their data: `.quartet` in the repository, or QUARTET_DIR. */
export const defaultDir = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(env['QUARTET_DIR'] || resolve(repository, '.quartet'));

export interface StartOptions {
  /** Data of the embedded engines; default: `.quartet` in the repository. */
  dir?: string;
  env?: NodeJS.ProcessEnv;
  /** Progress, one line at a time. */
  log?: (line: string) => void;
  /** Gives up durability against a power cut for speed: for tests. */
  throwaway?: boolean;
  /** Ends the start: what was begun is stopped, and StartError is thrown. */
  signal?: AbortSignal;
  /**
   * An embedded engine that ends by itself is started again; this is called when one keeps ending, or when the other
   * process that runs them has ended. Default: `log`.
   */
  onDied?: (line: string) => void;
}

/**
 * Finds every engine, each on its own: by its URL in `env`, else in Docker where a daemon answers, else embedded.
 * Missing databases are made. Throws StartError, whose message is one line for people.
 */
export async function startEngines(options: StartOptions = {}): Promise<Engines> {
  const { log = () => undefined, throwaway = false } = options;
  let { env = process.env } = options;
  // containers keep their data: nothing for tests, whatever the shell asks for
  if (throwaway && env['QUARTET_ENGINES'] === 'docker') env = { ...env, QUARTET_ENGINES: '' };
  const dir = resolve(options.dir ?? defaultDir(env));
  const choice = chooseEngines(env);
  const run = await startMissing(choice, { ...options, dir, env, log, throwaway });
  try {
    const urls = urlsOf(choice.given, run.urls);
    await ensureDatabases(urls);
    const versions = await readVersions(urls);
    const how = (name: EngineName) => (choice.missing.includes(name) ? run.how : 'url');
    return {
      urls,
      how: {
        postgres: how('postgres'),
        mongodb: how('mongodb'),
        redis: how('redis'),
        elasticsearch: how('elasticsearch'),
      },
      controls: run.controls,
      versions,
      ...(run.runBy === undefined ? {} : { runBy: run.runBy }),
      stop: () => run.stop(),
    };
  } catch (error) {
    await run.stop();
    throw error;
  }
}

interface MissingRun {
  how: EngineWay;
  urls: StartedUrls;
  controls: Engines['controls'];
  runBy?: number;
  stop(): Promise<void>;
}

/** Starts the engines that have no URL, all of them one way. */
async function startMissing({ missing, forced }: Choice, options: EmbeddedOptions): Promise<MissingRun> {
  const stop = () => Promise.resolve();
  if (missing.length === 0) return { how: 'url', urls: {}, controls: {}, stop };
  // what another process runs embedded in this directory is joined, also when a daemon has come up meanwhile
  const askDocker = forced === 'docker' || (forced === undefined && !options.throwaway && !isOwned(options.dir));
  if (askDocker) {
    const found = await findDocker(options.env, { patient: forced === 'docker' });
    if ('docker' in found) return { how: 'docker', ...(await runDocker(found.docker, missing, options)), stop };
    if (forced === 'docker') {
      throw new StartError(`QUARTET_ENGINES is 'docker', but ${found.missing}, or leave QUARTET_ENGINES empty`);
    }
  }
  return { how: 'embedded', ...(await runEmbedded(missing, options)) };
}

function isOwned(dir: string): boolean {
  const holder = readMark(lockOf(dir));
  return holder !== undefined && isAlive(holder);
}
