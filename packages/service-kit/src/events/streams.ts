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
