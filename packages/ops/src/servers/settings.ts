import type { EngineName } from '@quartet/service-kit';

export type { EngineName };

export const ENGINE_NAMES: readonly EngineName[] = ['postgres', 'mongodb', 'redis', 'elasticsearch'];

/**
 * The settings by which the services find their engines; every one is a URL. A type, not an interface, so that it also
 * serves where settings are read from any record of strings.
 */
export type EngineUrls = {
  USERS_DATABASE_URL: string;
  ORDERS_DATABASE_URL: string;
  CATALOG_MONGODB_URL: string;
  REDIS_URL: string;
  REDIS_CACHE_URL: string;
  ELASTICSEARCH_URL: string;
};

/** The settings of each engine. REDIS_CACHE_URL is not among them: it follows REDIS_URL. */
export const ENGINE_SETTINGS: Record<EngineName, readonly (keyof EngineUrls)[]> = {
  postgres: ['USERS_DATABASE_URL', 'ORDERS_DATABASE_URL'],
  mongodb: ['CATALOG_MONGODB_URL'],
  redis: ['REDIS_URL'],
  elasticsearch: ['ELASTICSEARCH_URL'],
};
