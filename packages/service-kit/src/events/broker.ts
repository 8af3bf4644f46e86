import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { markerKey } from './streams.ts';

/** By what a relay recognises the store that it publishes to. */
export interface Broker {
  /** The server's own: another one after a restart or a failover, which may have cost the newest entries. */
  runId: string;
  /** Lies in the store beside the stream: another one after the store was emptied, or in a new one. */
  marker: string;
}

/** What a store may have lost: nothing, its newest entries, or all. */
export type DataLoss = 'none' | 'tail' | 'all';

/** The store as it is. One that has no marker is given a new one, which no relay has kept yet. */
export async function readBroker(redis: Redis, stream: string): Promise<Broker> {
  const store = await askBroker(redis, stream);
  if (store) return store;
  await redis.set(markerKey(stream), randomUUID(), 'NX');
  const marked = await askBroker(redis, stream);
  if (!marked) throw new Error('The broker lost its marker at once');
  return marked;
}

// One round trip, so both answers are of one server; no MULTI, which a full broker refuses.
async function askBroker(redis: Redis, stream: string): Promise<Broker | null> {
  const answers = await redis.pipeline().get(markerKey(stream)).info('server').exec();
  for (const [error] of answers ?? []) if (error) throw error;
  const [marker, info] = (answers ?? []).map(([, answer]) => answer);
  if (typeof info !== 'string') throw new Error('The broker did not say who it is');
  return typeof marker === 'string' ? { marker, runId: /^run_id:(\S+)/m.exec(info)?.[1] ?? '' } : null;
}

/** What may be missing in the store that was found, for a relay that has published to the one it kept. */
export function dataLossOf(kept: Broker | null, found: Broker): DataLoss {
  if (kept?.marker !== found.marker) return 'all';
  return kept.runId === found.runId ? 'none' : 'tail';
}
