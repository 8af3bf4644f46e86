import type { EventType } from './payloads.ts';

/** One stream per publishing service. The hash tag keeps a stream and what belongs to it in one cluster slot. */
export const STREAMS = {
  catalog: 'events:{catalog}',
  orders: 'events:{orders}',
  users: 'events:{users}',
  search: 'events:{search}',
} as const;

export type StreamKey = (typeof STREAMS)[keyof typeof STREAMS];

/** The stream that carries an event type. */
export const STREAM_OF: Record<EventType, StreamKey> = {
  'product.changed': STREAMS.catalog,
  'product.price_changed': STREAMS.catalog,
  'order.placed': STREAMS.orders,
  'order.confirmed': STREAMS.orders,
  'order.cancelled': STREAMS.orders,
  'payment.captured': STREAMS.orders,
  'payment.refunded': STREAMS.orders,
  'payment.failed': STREAMS.orders,
  'stock.changed': STREAMS.orders,
  'user.registered': STREAMS.users,
  'user.updated': STREAMS.users,
  'user.suspended': STREAMS.users,
  'user.deleted': STREAMS.users,
  'audit.recorded': STREAMS.orders,
  'session.missing': STREAMS.orders,
  'stock.low': STREAMS.orders,
  'cart.line_added': STREAMS.orders,
  'cart.removed': STREAMS.orders,
  'cart.abandoned': STREAMS.orders,
  'projection.lost': STREAMS.search,
};

/**
 * The consumer groups that read each stream. A stream is trimmed behind all of them, and not at all while one of them
 * has not joined yet. A consumer of a new group is added here first.
 */
export const GROUPS_OF: Record<StreamKey, readonly string[]> = {
  [STREAMS.catalog]: ['orders', 'search'],
  [STREAMS.orders]: ['search', 'users'],
  [STREAMS.users]: ['orders'],
  [STREAMS.search]: ['catalog', 'orders'],
};
