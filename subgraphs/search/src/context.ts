import type { Client } from '@elastic/elasticsearch';
import type { Viewer } from '@quartet/service-kit';
import type { Loaders } from './graphql/loaders.ts';
import type { IndexNames } from './search-index/names.ts';

/** Everything a resolver may use. */
export interface Context {
  client: Client;
  names: IndexNames;
  loaders: Loaders;
  viewer: Viewer;
}
