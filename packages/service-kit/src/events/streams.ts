import type { EventType } from './payloads.ts';

/** One stream per publishing service. The hash tag keeps a stream and what belongs to it in one cluster slot. */
export const STREAMS = {
  catalog: 'events:{catalog}',
  orders: 'events:{orders}',
  users: 'events:{users}',
} as const;

export type StreamKey = (typeof STREAMS)[keyof typeof STREAMS];

/** The stream that carries an event type. */
export const STREAM_OF: Record<EventType, StreamKey> = {
  'product.changed': STREAMS.catalog,
  'product.price_changed': STREAMS.catalog,
  'order.placed': STREAMS.orders,
  'stock.changed': STREAMS.orders,
};

/** The field of a stream entry that holds the event's JSON. */
export const EVENT_FIELD = 'event';
