import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { markerKey } from './streams.ts';

/** Identifies the broker that a relay publishes to. */
export interface Broker {
  /** Set by the server. It changes with a restart or a failover, which may have lost the newest entries. */
  runId: string;
  /** Lies at the broker beside the stream. It changes when the broker is emptied or replaced. */
  marker: string;
}

/** What a broker may have lost: nothing, its newest entries, or everything. */
export type DataLoss = 'none' | 'tail' | 'all';

/** Reads the broker's identity. A broker without a marker gets a new one, which no relay has recorded yet. */
export async function readBroker(redis: Redis, stream: string): Promise<Broker> {
  const broker = await askBroker(redis, stream);
  if (broker) return broker;
  await redis.set(markerKey(stream), randomUUID(), 'NX');
  const marked = await askBroker(redis, stream);
  if (!marked) throw new Error('The broker lost its marker right after it was set');
  return marked;
}

// One round trip, so that one server gives both answers. No MULTI: a full broker rejects it.
async function askBroker(redis: Redis, stream: string): Promise<Broker | null> {
  const answers = await redis.pipeline().get(markerKey(stream)).info('server').exec();
  for (const [error] of answers ?? []) if (error) throw error;
  const [marker, info] = (answers ?? []).map(([, answer]) => answer);
  if (typeof info !== 'string') throw new Error('The broker did not report its run id');
  return typeof marker === 'string' ? { marker, runId: /^run_id:(\S+)/m.exec(info)?.[1] ?? '' } : null;
}

/** What the broker `found` may lack, for a relay that has published to the broker `kept`. */
export function dataLossOf(kept: Broker | null, found: Broker): DataLoss {
  if (kept?.marker !== found.marker) return 'all';
  return kept.runId === found.runId ? 'none' : 'tail';
}
