import type { Db } from '../database.ts';
import { PUBLISHED } from './text.ts';

/** How many published products a search can find now; products written in the last second may be missing. */
export async function countSearchable(db: Db): Promise<number> {
  const { count } = await db.client.count({ index: db.names.products, query: PUBLISHED, ignore_unavailable: true });
  return count;
}
