import { resolve } from 'node:path';
import { chooseEngines, foundUrls, type StartedUrls } from '../choose.ts';
import { containerUrls, findDocker } from '../docker/docker.ts';
import { findEmbedded } from '../embedded/embedded.ts';
import { messageOf, StartError } from '@quartet/service-kit/start-error';
import { ENGINE_SETTINGS, hostOf, readVersion } from '@quartet/ops/servers';
import { defaultDir } from '../start.ts';
import { ENGINE_NAMES, type EngineName, type EngineUrls, type EngineWay } from '../types.ts';

/** One engine's server as it is now; PostgreSQL and Redis may have two. */
export interface ServerState {
  engine: EngineName;
  setting: keyof EngineUrls;
  /** Which way it came, or would come at a start. */
  how: EngineWay;
  state: 'running' | 'not running' | 'unusable';
  /** Host and port, where they are known. */
  place?: string;
  /** Such as 'PostgreSQL 18.4': the server answers and is new enough. */
  version?: string;
  /** Why it is unusable, in one line. */
  problem?: string;
}

export interface RunningEngines {
  servers: ServerState[];
  /** Of the servers that run. */
  urls: Partial<EngineUrls>;
  /** The process that runs the embedded engines. */
  runBy?: number;
}

/**
 * The engines that are there now: given by URL, or run in Docker or embedded for a data directory. Starts and makes
 * nothing. Throws StartError only where a setting has a value that nobody could use.
 */
export async function runningEngines(o: { dir?: string; env?: NodeJS.ProcessEnv } = {}): Promise<RunningEngines> {
  const { env = process.env } = o;
  const dir = resolve(o.dir ?? defaultDir(env));
  const choice = chooseEngines(env);
  const { how, started, runBy } = await findStarted(dir, env, choice.missing, choice.forced);
  const found = foundUrls(choice.given, started);
  const servers = await Promise.all(
    settingsToAsk(found).map(({ engine, setting }) => {
      const way = choice.given[setting] === undefined ? how : 'url';
      return stateOf({ engine, setting, how: way }, found[setting]);
    }),
  );
  const up = servers.filter((server) => server.state === 'running');
  const urls: Partial<EngineUrls> = Object.fromEntries(up.map(({ setting }) => [setting, found[setting]]));
  if (found.REDIS_CACHE_URL === found.REDIS_URL && urls.REDIS_URL) urls.REDIS_CACHE_URL = urls.REDIS_URL;
  return { servers, urls, ...(runBy === undefined ? {} : { runBy }) };
}

/** Each server once: the cache has one of its own only where its URL is another. */
function settingsToAsk(found: Partial<EngineUrls>): { engine: EngineName; setting: keyof EngineUrls }[] {
  const asked = ENGINE_NAMES.flatMap((engine) => ENGINE_SETTINGS[engine].map((setting) => ({ engine, setting })));
  const cache = { engine: 'redis', setting: 'REDIS_CACHE_URL' } as const;
  return found.REDIS_CACHE_URL === found.REDIS_URL ? asked : [...asked, cache];
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
  server: Pick<ServerState, 'engine' | 'setting' | 'how'>,
  url: string | undefined,
): Promise<ServerState> {
  if (url === undefined) return { ...server, state: 'not running' };
  const place = hostOf(url);
  try {
    return { ...server, state: 'running', place, version: await readVersion(server.setting, url) };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    // a container that was stopped in order is no fault: the next start brings it back
    const stopped = server.how === 'docker' && /ECONNREFUSED/.test(error.message);
    if (stopped) return { ...server, state: 'not running', place };
    return { ...server, state: 'unusable', place, problem: messageOf(error) };
  }
}
