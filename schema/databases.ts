import type { EngineName } from '@quartet/service-kit';

export type { EngineName };

export const ENGINE_NAMES: readonly EngineName[] = ['postgres', 'mongodb', 'redis', 'elasticsearch'];

/** The settings by which the services find their databases, and the engine behind each. Every one is a URL. */
export const DATABASE_SETTINGS = {
  USERS_DATABASE_URL: 'postgres',
  ORDERS_DATABASE_URL: 'postgres',
  CATALOG_MONGODB_URL: 'mongodb',
  REDIS_URL: 'redis',
  REDIS_CACHE_URL: 'redis',
  ELASTICSEARCH_URL: 'elasticsearch',
} as const satisfies Record<string, EngineName>;

export type DatabaseSetting = keyof typeof DATABASE_SETTINGS;

/** A type, not an interface, so that it also serves where settings are read from any record of strings. */
export type DatabaseUrls = Record<DatabaseSetting, string>;
