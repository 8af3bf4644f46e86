import { z } from 'zod';
import type { AnyEventOf, EventContract } from '../../src/events/contract.ts';
import { type CloudEvent, newCloudEvent } from '../../src/events/envelope.ts';

/** A small contract: two event types on two streams. */
export const STREAMS = { orders: 'events:{orders}', search: 'events:{search}' } as const;

export const schemas = {
  'stock.changed': z.object({
    sku: z.string().min(1),
    productId: z.string().nullable(),
    available: z.int(),
    version: z.int().nonnegative(),
  }),
  'projection.lost': z.object({ group: z.string().min(1) }),
};
export type Events = { [K in keyof typeof schemas]: z.output<(typeof schemas)[K]> };

export const contract: EventContract<Events> = {
  schemas,
  streamOf: { 'stock.changed': STREAMS.orders, 'projection.lost': STREAMS.search },
  groupsOf: { [STREAMS.orders]: ['search'], [STREAMS.search]: ['catalog', 'orders'] },
};

export type AnyEvent = AnyEventOf<Events>;

export function newEvent<K extends keyof Events>(
  type: K,
  about: { source: string; subject: string; version: number; data: Events[K] },
): CloudEvent<Events[K], K> {
  return newCloudEvent(type, about);
}
