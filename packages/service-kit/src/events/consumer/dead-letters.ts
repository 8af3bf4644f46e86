import type { Redis } from 'ioredis';
import { bulkCall } from '../bulk.ts';
import { entryIds } from '../entry-ids.ts';
import type { StreamGroups } from '../contract.ts';
import { moveBack } from './parked.ts';
import { ATTEMPTS_FIELD, deadLettersKey, EVENT_FIELD, ORIGINAL_FIELD, tagOf } from '../streams.ts';

const PAGE = 100;

/** A message that a consumer group refused for good, or could not read. */
export interface DeadLetter {
  /** What the commands take: `catalog/search/1732000000000-0`. */
  id: string;
  stream: string;
  /** Who refused it. */
  group: string;
  reason: string;
  attempts: number;
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
export async function listDeadLetters(
  redis: Redis,
  contract: StreamGroups,
  o: { group?: string; limit?: number } = {},
): Promise<DeadLetter[]> {
  const letters = await Promise.all(
    queues(contract, o.group).map(async (queue) => {
      const key = deadLettersKey(queue.stream, queue.group);
      const entries = await bulkCall(redis, 'xrange', [key, '-', '+', 'COUNT', o.limit ?? PAGE]);
      return (entries as [string, string[]][]).map((entry) => toDeadLetter(queue, entry));
    }),
  );
  return letters.flat();
}

/** One dead letter by its id; null where there is none (any more). */
export async function findDeadLetter(redis: Redis, contract: StreamGroups, id: string): Promise<DeadLetter | null> {
  const place = placeOf(contract, id);
  if (place === null) return null;
  const [entry] = await redis.xrange(deadLettersKey(place.stream, place.group), place.entry, place.entry);
  return entry ? toDeadLetter(place, entry) : null;
}

/**
 * Puts dead letters back at the end of their stream, for the group alone that refused them. Returns the ids of those
 * that were there; what another replay has taken meanwhile is left out.
 */
export async function replayDeadLetters(
  redis: Redis,
  contract: StreamGroups,
  ids: readonly string[],
): Promise<string[]> {
  const replayed: string[] = [];
  for (const id of ids) {
    const place = placeOf(contract, id);
    if (place === null) continue;
    const { stream, group, entry } = place;
    if (await moveBack(redis, { from: deadLettersKey(stream, group), stream, group, entry })) replayed.push(id);
  }
  return replayed;
}

/** The same for all dead letters, of all groups or of one, that are there now. Returns how many were replayed. */
export async function replayAllDeadLetters(
  redis: Redis,
  contract: StreamGroups,
  o: { group?: string } = {},
): Promise<number> {
  let replayed = 0;
  for (const queue of queues(contract, o.group)) {
    const key = deadLettersKey(queue.stream, queue.group);
    // What is refused again while this runs lies behind the end, and is not replayed for ever.
    const [newest] = await entryIds(redis, key, { newestFirst: true, count: 1 });
    while (newest !== undefined) {
      const entries = await entryIds(redis, key, { to: newest, count: PAGE });
      if (entries.length === 0) break;
      const ids = entries.map((entry) => idOf(queue, entry));
      replayed += (await replayDeadLetters(redis, contract, ids)).length;
    }
  }
  return replayed;
}

/** Removes dead letters for good; returns the ids of those that were there. */
export async function discardDeadLetters(
  redis: Redis,
  contract: StreamGroups,
  ids: readonly string[],
): Promise<string[]> {
  const gone: string[] = [];
  for (const id of ids) {
    const place = placeOf(contract, id);
    if (place === null) continue;
    if ((await redis.xdel(deadLettersKey(place.stream, place.group), place.entry)) === 1) gone.push(id);
  }
  return gone;
}

function queues({ groupsOf }: StreamGroups, group: string | undefined): Queue[] {
  return Object.entries(groupsOf).flatMap(([stream, groups]) =>
    groups.filter((one) => group === undefined || one === group).map((one) => ({ stream, group: one })),
  );
}

function idOf(queue: Queue, entry: string): string {
  return `${tagOf(queue.stream)}/${queue.group}/${entry}`;
}

function placeOf(contract: StreamGroups, id: string): (Queue & { entry: string }) | null {
  const [, tag, group, entry] = /^([^/]+)\/([^/]+)\/(\d+-\d+)$/.exec(id) ?? [];
  const queue = queues(contract, group).find((one) => tagOf(one.stream) === tag);
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
    attempts: Number(fields.get(ATTEMPTS_FIELD) ?? 0),
    at: new Date(Number(entry.split('-')[0])),
    originalId: fields.get(ORIGINAL_FIELD) ?? '',
    json: fields.get(EVENT_FIELD) ?? '',
  };
}
