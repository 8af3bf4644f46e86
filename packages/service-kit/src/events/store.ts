import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { markerKey } from './streams.ts';

/** By what a relay recognises the store that it publishes to. */
export interface Store {
  /** The server's own: another one after a restart or a failover, which may have cost the newest entries. */
  runId: string;
  /** Lies in the store beside the stream: another one after the store was emptied, or in a new one. */
  marker: string;
}

/** What a store may have lost: nothing, its newest entries, or all. */
export type Loss = 'none' | 'tail' | 'all';

/** The store as it is. One that has no marker is given a new one, which no relay has kept yet. */
export async function readStore(redis: Redis, stream: string): Promise<Store> {
  const key = markerKey(stream);
  const answers = await redis.multi().set(key, randomUUID(), 'NX').get(key).info('server').exec();
  for (const [error] of answers ?? []) if (error) throw error;
  const [, marker, info] = (answers ?? []).map(([, answer]) => answer);
  if (typeof marker !== 'string' || typeof info !== 'string') throw new Error('The broker did not say who it is');
  return { marker, runId: /^run_id:(\S+)/m.exec(info)?.[1] ?? '' };
}

/** What may be missing in the store that was found, for a relay that has published to the one it kept. */
export function lossOf(kept: Store | null, found: Store): Loss {
  if (kept?.marker !== found.marker) return 'all';
  return kept.runId === found.runId ? 'none' : 'tail';
}
