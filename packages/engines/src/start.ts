import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseEngines, urlsOf } from './choose.ts';
import { runEmbedded, type EmbeddedRun } from './embedded.ts';
import { ensureDatabase, readVersions } from './servers.ts';
import type { EngineName, Engines } from './types.ts';

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
}

/**
 * Finds every engine, each on its own: by its URL in `env`, else embedded. Missing databases are made.
 * Throws EngineError, whose message is one line for people.
 */
export async function startEngines(options: StartOptions = {}): Promise<Engines> {
  const { env = process.env, log = () => undefined } = options;
  const dir = resolve(options.dir ?? defaultDir(env));
  const { given, embedded } = chooseEngines(env);
  const none: EmbeddedRun = { urls: {}, controls: {}, stop: () => Promise.resolve() };
  const run =
    embedded.length === 0
      ? none
      : await runEmbedded(embedded, { dir, env, log, throwaway: options.throwaway ?? false });
  try {
    const urls = urlsOf(given, run.urls);
    await Promise.all([
      ensureDatabase('USERS_DATABASE_URL', urls.USERS_DATABASE_URL),
      ensureDatabase('ORDERS_DATABASE_URL', urls.ORDERS_DATABASE_URL),
    ]);
    const versions = await readVersions(urls);
    const how = (name: EngineName) => (embedded.includes(name) ? 'embedded' : 'url');
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
