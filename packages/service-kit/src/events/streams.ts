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
  'stock.changed': STREAMS.orders,
  'projection.lost': STREAMS.search,
};

/**
 * Who reads which stream: a stream is trimmed behind all of these, and not at all while one of them has yet to come.
 * A consumer of a new group is added here first.
 */
export const GROUPS_OF: Record<StreamKey, readonly string[]> = {
  [STREAMS.catalog]: ['orders', 'search'],
  [STREAMS.orders]: ['search'],
  [STREAMS.users]: [],
  [STREAMS.search]: ['catalog', 'orders'],
};

/** The groups that must exist on a stream; none for a stream that is not in the table. */
export function expectedGroups(stream: string): readonly string[] {
  return Object.entries(GROUPS_OF).find(([key]) => key === stream)?.[1] ?? [];
}

/** The field of a stream entry that holds the event's JSON. */
export const EVENT_FIELD = 'event';
/** The field that names the one group an entry is for; the others acknowledge it unseen. */
export const ONLY_FIELD = 'only';
/** The field with the id that a replayed entry had at first. */
export const ORIGINAL_FIELD = 'original';

/** The field of a dead letter that names why it is one, where that is no failed attempt. */
export const KIND_FIELD = 'kind';
/** The kind of a dead letter that the member could not read; a member with newer code may. */
export const UNREADABLE = 'unreadable';

/** The part of a stream's name that decides its cluster slot: `catalog` of `events:{catalog}`. */
export function tagOf(stream: string): string {
  const tag = /\{([^}]+)\}/.exec(stream)?.[1];
  if (tag === undefined) throw new Error(`The stream ${stream} has no hash tag: name it events:{…}`);
  return tag;
}

/** The stream of what a group refused for good. */
export const deadLettersKey = (stream: string, group: string): string => `dead:{${tagOf(stream)}}:${group}`;
/** The stream of events whose types no member of the group has known so far. */
export const parkedKey = (stream: string, group: string): string => `parked:{${tagOf(stream)}}:${group}`;
/** Behind a message's id in the hash of attempts: since when it has timed out by itself. */
export const SINCE = ':since';
/** A hash: how often a group has tried each message that is still pending. */
export const refusalsKey = (stream: string, group: string): string => `refusals:{${tagOf(stream)}}:${group}`;
/** Something that is only there for as long as the store has not been emptied. */
export const markerKey = (stream: string): string => `marker:{${tagOf(stream)}}`;
