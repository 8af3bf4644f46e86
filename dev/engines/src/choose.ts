import { StartError } from '@quartet/service-kit/start-error';
import { ENGINE_NAMES, ENGINE_SETTINGS, type EngineName, type EngineUrls, readGivenUrls } from '@quartet/ops/servers';

export interface Choice {
  given: Partial<EngineUrls>;
  /** Engines of which at least one URL is missing. */
  missing: EngineName[];
  /** The one way that was asked for. */
  forced?: 'docker' | 'embedded';
}

/** Reads which engines have a URL. QUARTET_ENGINES passes over every URL. */
export function chooseEngines(env: NodeJS.ProcessEnv): Choice {
  const forced = env['QUARTET_ENGINES'] ?? '';
  if (forced !== '' && forced !== 'docker' && forced !== 'embedded') {
    throw new StartError(
      `QUARTET_ENGINES is '${forced}', and only 'docker' and 'embedded' can be asked for (or leave it empty)`,
    );
  }
  const given = forced === '' ? readGivenUrls(env) : {};
  return {
    given,
    missing: ENGINE_NAMES.filter((engine) => ENGINE_SETTINGS[engine].some((s) => !given[s])),
    ...(forced === '' ? {} : { forced }),
  };
}

const withPath = (base: string, path: string) => {
  const url = new URL(base);
  url.pathname = `/${path}`;
  return url.href;
};

/** URLs of engines that were started, without a database. Docker has a Redis of its own for what may be lost. */
export type StartedUrls = Partial<Record<EngineName | 'redis-cache', string>>;

/** The URLs that were given, and after them those of engines that were started; engines without either are missing. */
export function foundUrls(given: Partial<EngineUrls>, started: StartedUrls): Partial<EngineUrls> {
  const { postgres, mongodb, redis, elasticsearch } = started;
  const urls: Partial<EngineUrls> = {
    ...(postgres === undefined
      ? {}
      : {
          USERS_DATABASE_URL: withPath(postgres, 'quartet_users'),
          ORDERS_DATABASE_URL: withPath(postgres, 'quartet_orders'),
        }),
    ...(mongodb === undefined ? {} : { CATALOG_MONGODB_URL: withPath(mongodb, 'quartet_catalog') }),
    ...(redis === undefined ? {} : { REDIS_URL: redis }),
    ...(elasticsearch === undefined ? {} : { ELASTICSEARCH_URL: elasticsearch }),
    ...given,
  };
  const cache = given.REDIS_CACHE_URL ?? started['redis-cache'] ?? urls.REDIS_URL;
  return cache === undefined ? urls : { ...urls, REDIS_CACHE_URL: cache };
}

/** The same, all of them. Throws where an engine is missing. */
export function urlsOf(given: Partial<EngineUrls>, started: StartedUrls): EngineUrls {
  const urls = foundUrls(given, started);
  for (const engine of ENGINE_NAMES) {
    if (ENGINE_SETTINGS[engine].every((setting) => urls[setting] !== undefined)) continue;
    throw new StartError(`there is no ${engine}: it has no URL and was not started`);
  }
  return urls as EngineUrls;
}
