import type { DatabaseUrls as EngineUrls, EngineName } from '@quartet/schema/databases';

export { ENGINE_NAMES, type EngineName, type DatabaseUrls as EngineUrls } from '@quartet/schema/databases';

/** The settings of each engine. REDIS_CACHE_URL is not among them: it follows REDIS_URL. */
export const ENGINE_SETTINGS: Record<EngineName, readonly (keyof EngineUrls)[]> = {
  postgres: ['USERS_DATABASE_URL', 'ORDERS_DATABASE_URL'],
  mongodb: ['CATALOG_MONGODB_URL'],
  redis: ['REDIS_URL'],
  elasticsearch: ['ELASTICSEARCH_URL'],
};
