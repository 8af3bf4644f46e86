import type { Redis, Viewer } from '@quartet/service-kit';
import type { Db } from './database.ts';
import type { Loaders } from './graphql/loaders.ts';

/** Everything that a resolver may use; made for each request. */
export interface Context {
  viewer: Viewer;
  db: Db;
  /** The Redis of what must not be lost: carts. */
  redis: Redis;
  loaders: Loaders;
}
