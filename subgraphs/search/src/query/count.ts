import type { Client } from '@elastic/elasticsearch';
import type { IndexNames } from '../search-index/names.ts';
import { PUBLISHED } from './text.ts';

/** How many published products a search can find right now; what was written in the last second may be missing. */
export async function countSearchable(client: Client, names: IndexNames): Promise<number> {
  const { count } = await client.count({ index: names.products, query: PUBLISHED, ignore_unavailable: true });
  return count;
}
