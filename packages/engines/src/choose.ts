import { EngineError } from './errors.ts';
import { ENGINE_NAMES, type EngineName, type EngineUrls } from './types.ts';

/** The settings that say where an engine is. REDIS_CACHE_URL is missing here: it follows REDIS_URL. */
export const SETTINGS_OF_ENGINE: Record<EngineName, readonly (keyof EngineUrls)[]> = {
  postgres: ['USERS_DATABASE_URL', 'ORDERS_DATABASE_URL'],
  mongodb: ['CATALOG_MONGODB_URL'],
  redis: ['REDIS_URL'],
  elasticsearch: ['ELASTICSEARCH_URL'],
};

const PROTOCOLS: Record<keyof EngineUrls, readonly string[]> = {
  USERS_DATABASE_URL: ['postgresql:', 'postgres:'],
  ORDERS_DATABASE_URL: ['postgresql:', 'postgres:'],
  CATALOG_MONGODB_URL: ['mongodb:', 'mongodb+srv:'],
  REDIS_URL: ['redis:', 'rediss:'],
  REDIS_CACHE_URL: ['redis:', 'rediss:'],
  ELASTICSEARCH_URL: ['http:', 'https:'],
};

export interface Choice {
  given: Partial<EngineUrls>;
  /** Engines of which at least one URL is missing. */
  embedded: EngineName[];
}

/** Reads which engines have a URL. QUARTET_ENGINES=embedded passes over every URL. */
export function chooseEngines(env: NodeJS.ProcessEnv): Choice {
  const forced = env['QUARTET_ENGINES'] ?? '';
  if (forced !== '' && forced !== 'embedded') {
    throw new EngineError(`QUARTET_ENGINES is '${forced}', and only 'embedded' can be asked for (or leave it empty)`);
  }
  const given: Partial<EngineUrls> = {};
  for (const name of Object.keys(PROTOCOLS) as (keyof EngineUrls)[]) {
    const value = env[name] ?? '';
    if (value === '' || forced === 'embedded') continue;
    // a replica set's URL lists several hosts, which URL.parse refuses: the protocol is all that is looked at
    if (!PROTOCOLS[name].some((protocol) => value.startsWith(`${protocol}//`))) {
      throw new EngineError(`${name} has to start with ${PROTOCOLS[name].map((p) => `${p}//`).join(' or ')}`);
    }
    given[name] = value;
  }
  return { given, embedded: ENGINE_NAMES.filter((engine) => SETTINGS_OF_ENGINE[engine].some((s) => !given[s])) };
}

const withPath = (base: string, path: string) => {
  const url = new URL(base);
  url.pathname = `/${path}`;
  return url.href;
};

/** Puts the URLs that were given before those of the embedded engines. */
export function urlsOf(given: Partial<EngineUrls>, embedded: Partial<Record<EngineName, string>>): EngineUrls {
  const base = (engine: EngineName): string => {
    const url = embedded[engine];
    if (url === undefined) throw new EngineError(`there is no ${engine}: neither a URL nor an embedded one`);
    return url;
  };
  const redis = given.REDIS_URL ?? base('redis');
  return {
    USERS_DATABASE_URL: given.USERS_DATABASE_URL ?? withPath(base('postgres'), 'quartet_users'),
    ORDERS_DATABASE_URL: given.ORDERS_DATABASE_URL ?? withPath(base('postgres'), 'quartet_orders'),
    CATALOG_MONGODB_URL: given.CATALOG_MONGODB_URL ?? withPath(base('mongodb'), 'quartet_catalog'),
    REDIS_URL: redis,
    REDIS_CACHE_URL: given.REDIS_CACHE_URL ?? redis,
    ELASTICSEARCH_URL: given.ELASTICSEARCH_URL ?? base('elasticsearch'),
  };
}
