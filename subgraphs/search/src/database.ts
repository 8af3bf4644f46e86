import type { Client } from '@elastic/elasticsearch';
import type { IndexNames } from './search-index/names.ts';

/** The engine and the names of this installation's indexes in it: what the functions of the domain take first. */
export interface Db {
  client: Client;
  names: IndexNames;
}
