/** The field of a stream entry that holds the event's JSON. */
export const EVENT_FIELD = 'event';
/**
 * The field that names the one group an entry is for; the others acknowledge it unseen. Its name on the wire is older
 * than that of the code: members of the version before must find it in entries that this one appends.
 */
export const TARGET_GROUP_FIELD = 'only';
/** The field with the original id of a replayed entry. */
export const ORIGINAL_FIELD = 'original';

/** The field of a dead letter that says why it is one, where the reason is not failed attempts. */
export const KIND_FIELD = 'kind';
/** The kind of a dead letter that the member could not parse; a member with newer code may. */
export const UNPARSABLE = 'unreadable';

/** The part of a stream's name that decides its cluster slot: `catalog` of `events:{catalog}`. */
export function tagOf(stream: string): string {
  const tag = /\{([^}]+)\}/.exec(stream)?.[1];
  if (tag === undefined) throw new Error(`The stream ${stream} has no hash tag: name it events:{…}`);
  return tag;
}

/**
 * The field of a dead letter with the number of attempts; it keeps the name that dead letters of older versions have.
 */
export const ATTEMPTS_FIELD = 'refusals';

/** The stream of the messages that a group gave up. */
export const deadLettersKey = (stream: string, group: string): string => `dead:{${tagOf(stream)}}:${group}`;
/** The stream of events of types that no member of the group has known so far. */
export const parkedKey = (stream: string, group: string): string => `parked:{${tagOf(stream)}}:${group}`;
/** Behind a message's id in the hash of attempts: since when it has failed by itself. */
export const SINCE = ':since';
/**
 * A hash: how often a group has tried each message that is still pending. Its name is older than that of the code: with
 * another one an update would forget the attempts that were counted before.
 */
export const attemptsKey = (stream: string, group: string): string => `refusals:{${tagOf(stream)}}:${group}`;
/** A random value that exists for as long as the broker has not been emptied. */
export const markerKey = (stream: string): string => `marker:{${tagOf(stream)}}`;
