import { resolve } from 'node:path';
import { chooseEngines, foundUrls, type StartedUrls } from '../choose.ts';
import { containerUrls, findDocker } from '../docker/docker.ts';
import { findEmbedded } from '../embedded/embedded.ts';
import { askServer, hostOf, serverSettings, type ServerSetting, type ServerState } from '@quartet/ops/servers';
import { defaultDir } from '../start.ts';
import type { EngineName, EngineUrls, EngineWay } from '../types.ts';

export interface RunningEngines {
  servers: ServerState[];
  /** Of the servers that run. */
  urls: Partial<EngineUrls>;
  /** The process that runs the embedded engines. */
  runBy?: number;
}

/**
 * The engines that are there now: given by URL, or run in Docker or embedded for a data directory. Starts and makes
 * nothing.
 * @throws StartError only where a setting has a value that cannot be used
 */
export async function runningEngines(options: { dir?: string; env?: NodeJS.ProcessEnv } = {}): Promise<RunningEngines> {
  const { env = process.env } = options;
  const dir = resolve(options.dir ?? defaultDir(env));
  const choice = chooseEngines(env);
  const { how, started, runBy } = await findStarted(dir, env, choice.missing, choice.forced);
  const found = foundUrls(choice.given, started);
  const servers = await Promise.all(
    serverSettings(found).map(({ engine, setting }) => {
      const way = choice.given[setting] === undefined ? how : 'url';
      return stateOf({ engine, setting, how: way }, found[setting]);
    }),
  );
  const up = servers.filter((server) => server.state === 'running');
  const urls: Partial<EngineUrls> = Object.fromEntries(up.map(({ setting }) => [setting, found[setting]]));
  if (found.REDIS_CACHE_URL === found.REDIS_URL && urls.REDIS_URL) urls.REDIS_CACHE_URL = urls.REDIS_URL;
  return { servers, urls, ...(runBy === undefined ? {} : { runBy }) };
}

async function findStarted(
  dir: string,
  env: NodeJS.ProcessEnv,
  missing: readonly EngineName[],
  forced: 'docker' | 'embedded' | undefined,
): Promise<{ how: EngineWay; started: StartedUrls; runBy?: number }> {
  if (missing.length === 0) return { how: 'url', started: {} };
  const embedded = forced === 'docker' ? undefined : findEmbedded(dir);
  if (embedded) return { how: 'embedded', started: embedded.urls, runBy: embedded.runBy };
  if (forced === 'embedded') return { how: 'embedded', started: {} };
  const docker = forced === 'docker' || 'docker' in (await findDocker(env, { patient: false }));
  if (!docker) return { how: 'embedded', started: {} };
  return { how: 'docker', started: containerUrls(dir, env, missing) ?? {} };
}

async function stateOf(
  server: ServerSetting & Pick<ServerState, 'how'>,
  url: string | undefined,
): Promise<ServerState> {
  if (url === undefined) return { ...server, state: 'not running' };
  const state = await askServer(server, url);
  // a container that was stopped in order is no fault: the next start brings it back
  const isStopped = server.how === 'docker' && state.state === 'unusable' && /ECONNREFUSED/.test(state.problem ?? '');
  return isStopped ? { ...server, state: 'not running', place: hostOf(url) } : state;
}
