import { messageOf, StartError } from '@quartet/service-kit/start-error';
import { hostOf, readVersion } from './servers.ts';
import { ENGINE_NAMES, ENGINE_SETTINGS, type EngineName, type EngineSetting, type EngineUrls } from './settings.ts';

/** Which way an engine came. */
export type EngineWay = 'url' | 'docker' | 'embedded';

/** One engine's server as it is now; PostgreSQL and Redis may have two. */
export interface ServerState {
  engine: EngineName;
  setting: EngineSetting;
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

export type ServerSetting = Pick<ServerState, 'engine' | 'setting'>;

/** Each server once: the cache has a server of its own only where its URL differs. */
export function serverSettings(urls: Partial<EngineUrls>): ServerSetting[] {
  const servers = ENGINE_NAMES.flatMap((engine) => ENGINE_SETTINGS[engine].map((setting) => ({ engine, setting })));
  const cache = { engine: 'redis', setting: 'REDIS_CACHE_URL' } as const;
  const isSeparate = urls.REDIS_CACHE_URL !== undefined && urls.REDIS_CACHE_URL !== urls.REDIS_URL;
  return isSeparate ? [...servers, cache] : servers;
}

/** Asks the server of a URL for its version. */
export async function askServer(server: ServerSetting & Pick<ServerState, 'how'>, url: string): Promise<ServerState> {
  const place = hostOf(url);
  try {
    return { ...server, state: 'running', place, version: await readVersion(server.setting, url) };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { ...server, state: 'unusable', place, problem: messageOf(error) };
  }
}
