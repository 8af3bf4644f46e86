import type { Redis } from 'ioredis';
import { deadLettersKey, EVENT_FIELD, GROUPS_OF, ONLY_FIELD, ORIGINAL_FIELD, tagOf } from './streams.ts';

const PAGE = 100;

/** A message that a consumer group refused for good, or could not read. */
export interface DeadLetter {
  /** What the commands take: `catalog/search/1732000000000-0`. */
  id: string;
  stream: string;
  /** Who refused it. */
  group: string;
  reason: string;
  refusals: number;
  /** When it was given up. */
  at: Date;
  /** The entry's id in its stream, before any replay. */
  originalId: string;
  /** The event as it came; empty where there was none. */
  json: string;
}

interface Queue {
  stream: string;
  group: string;
}

/** The dead letters of all groups or of one, oldest first within each; at most `limit` (100) of each group. */
export async function listDeadLetters(redis: Redis, o: { group?: string; limit?: number } = {}): Promise<DeadLetter[]> {
  const letters = await Promise.all(
    queues(o.group).map(async (queue) => {
      const key = deadLettersKey(queue.stream, queue.group);
      const entries = await redis.xrange(key, '-', '+', 'COUNT', o.limit ?? PAGE);
      return entries.map((entry) => toDeadLetter(queue, entry));
    }),
  );
  return letters.flat();
}

/** One dead letter by its id; null where there is none (any more). */
export async function findDeadLetter(redis: Redis, id: string): Promise<DeadLetter | null> {
  const place = placeOf(id);
  if (place === null) return null;
  const [entry] = await redis.xrange(deadLettersKey(place.stream, place.group), place.entry, place.entry);
  return entry ? toDeadLetter(place, entry) : null;
}

// Both keys have the same hash tag, so a letter is either dead or on its way, and of two replays one finds it gone.
const REPLAY = `
  local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
  if #found == 0 then return 0 end
  local fields = {}
  for at = 1, #found[1][2], 2 do fields[found[1][2][at]] = found[1][2][at + 1] end
  redis.call('XADD', KEYS[2], '*', '${EVENT_FIELD}', fields['${EVENT_FIELD}'] or '', '${ONLY_FIELD}', ARGV[1],
             '${ORIGINAL_FIELD}', fields['${ORIGINAL_FIELD}'] or '')
  redis.call('XDEL', KEYS[1], ARGV[2])
  return 1`;

/**
 * Puts dead letters back at the end of their stream, for the group alone that refused them. Returns the ids of those
 * that were there; what another replay has taken meanwhile is left out.
 */
export async function replayDeadLetters(redis: Redis, ids: readonly string[]): Promise<string[]> {
  const replayed: string[] = [];
  for (const id of ids) {
    const place = placeOf(id);
    if (place === null) continue;
    const { stream, group, entry } = place;
    const moved = await redis.eval(REPLAY, 2, deadLettersKey(stream, group), stream, group, entry);
    if (moved === 1) replayed.push(id);
  }
  return replayed;
}

/** The same for all dead letters, of all groups or of one, that are there now. Returns how many were replayed. */
export async function replayAllDeadLetters(redis: Redis, o: { group?: string } = {}): Promise<number> {
  let replayed = 0;
  for (const queue of queues(o.group)) {
    const key = deadLettersKey(queue.stream, queue.group);
    // What is refused again while this runs lies behind the end, and is not replayed for ever.
    const [newest] = await redis.xrevrange(key, '+', '-', 'COUNT', 1);
    while (newest) {
      const entries = await redis.xrange(key, '-', newest[0], 'COUNT', PAGE);
      if (entries.length === 0) break;
      const ids = entries.map(([entry]) => idOf(queue, entry));
      replayed += (await replayDeadLetters(redis, ids)).length;
    }
  }
  return replayed;
}

/** Removes dead letters for good; returns the ids of those that were there. */
export async function discardDeadLetters(redis: Redis, ids: readonly string[]): Promise<string[]> {
  const gone: string[] = [];
  for (const id of ids) {
    const place = placeOf(id);
    if (place === null) continue;
    if ((await redis.xdel(deadLettersKey(place.stream, place.group), place.entry)) === 1) gone.push(id);
  }
  return gone;
}

function queues(group: string | undefined): Queue[] {
  return Object.entries(GROUPS_OF).flatMap(([stream, groups]) =>
    groups.filter((one) => group === undefined || one === group).map((one) => ({ stream, group: one })),
  );
}

function idOf(queue: Queue, entry: string): string {
  return `${tagOf(queue.stream)}/${queue.group}/${entry}`;
}

function placeOf(id: string): (Queue & { entry: string }) | null {
  const [, tag, group, entry] = /^([^/]+)\/([^/]+)\/(\d+-\d+)$/.exec(id) ?? [];
  const queue = queues(group).find((one) => tagOf(one.stream) === tag);
  return queue && entry !== undefined ? { ...queue, entry } : null;
}

function toDeadLetter(queue: Queue, [entry, list]: [string, string[]]): DeadLetter {
  const fields = new Map<string, string>();
  for (let at = 0; at + 1 < list.length; at += 2) fields.set(list[at] ?? '', list[at + 1] ?? '');
  return {
    id: idOf(queue, entry),
    stream: queue.stream,
    group: queue.group,
    reason: fields.get('reason') ?? '',
    refusals: Number(fields.get('refusals') ?? 0),
    at: new Date(Number(entry.split('-')[0])),
    originalId: fields.get(ORIGINAL_FIELD) ?? '',
    json: fields.get(EVENT_FIELD) ?? '',
  };
}
