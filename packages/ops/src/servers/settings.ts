import type { DatabaseSetting, DatabaseUrls as EngineUrls, EngineName } from '@quartet/schema/databases';
import { StartError } from '@quartet/service-kit/start-error';

export { ENGINE_NAMES, type EngineName, type DatabaseUrls as EngineUrls } from '@quartet/schema/databases';

export type EngineSetting = DatabaseSetting;

/** The settings of each engine. REDIS_CACHE_URL is not among them: it follows REDIS_URL. */
export const ENGINE_SETTINGS: Record<EngineName, readonly EngineSetting[]> = {
  postgres: ['USERS_DATABASE_URL', 'ORDERS_DATABASE_URL'],
  mongodb: ['CATALOG_MONGODB_URL'],
  redis: ['REDIS_URL'],
  elasticsearch: ['ELASTICSEARCH_URL'],
};

export const ALL_SETTINGS: readonly EngineSetting[] = [...Object.values(ENGINE_SETTINGS).flat(), 'REDIS_CACHE_URL'];

const PROTOCOLS: Record<EngineSetting, readonly string[]> = {
  USERS_DATABASE_URL: ['postgresql:', 'postgres:'],
  ORDERS_DATABASE_URL: ['postgresql:', 'postgres:'],
  CATALOG_MONGODB_URL: ['mongodb:', 'mongodb+srv:'],
  REDIS_URL: ['redis:', 'rediss:'],
  REDIS_CACHE_URL: ['redis:', 'rediss:'],
  ELASTICSEARCH_URL: ['http:', 'https:'],
};

type Env = Readonly<Record<string, string | undefined>>;

/** The engines' URLs that are set; an empty one counts as missing. @throws StartError where one is of another protocol */
export function readGivenUrls(env: Env): Partial<EngineUrls> {
  const given: Partial<EngineUrls> = {};
  for (const name of ALL_SETTINGS) {
    const value = env[name] ?? '';
    if (value === '') continue;
    // A replica set's URL lists several hosts, which URL.parse rejects: only the protocol is checked.
    if (!PROTOCOLS[name].some((protocol) => value.startsWith(`${protocol}//`))) {
      throw new StartError(`${name} has to start with ${PROTOCOLS[name].map((p) => `${p}//`).join(' or ')}`);
    }
    given[name] = value;
  }
  return given;
}

/** The URLs that a command needs. REDIS_CACHE_URL defaults to REDIS_URL. @throws StartError that names all missing ones */
export function readUrls<S extends EngineSetting>(env: Env, needed: readonly S[]): Pick<EngineUrls, S> {
  const given = readGivenUrls(env);
  const cache = given.REDIS_CACHE_URL ?? given.REDIS_URL;
  const urls: Partial<EngineUrls> = { ...given, ...(cache !== undefined && { REDIS_CACHE_URL: cache }) };
  const missing = needed.filter((name) => urls[name] === undefined && name !== 'REDIS_CACHE_URL');
  if (missing.length > 0) throw new StartError(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`);
  return urls as Pick<EngineUrls, S>;
}
