import type { Redis } from 'ioredis';
import { bulkCall } from '../bulk.ts';
import { entryIds } from '../entry-ids.ts';
import type { StreamGroups } from '../contract.ts';
import { moveBack } from './parked.ts';
import { ATTEMPTS_FIELD, deadLettersKey, EVENT_FIELD, ORIGINAL_FIELD, tagOf } from '../streams.ts';

const PAGE = 100;

/** A message that a consumer group gave up after its last attempt, or could not parse. */
export interface DeadLetter {
  /** As the commands take it: `catalog/search/1732000000000-0`. */
  id: string;
  stream: string;
  /** The group that gave it up. */
  group: string;
  reason: string;
  attempts: number;
  /** When the group gave it up. */
  at: Date;
  /** The entry's id in its stream, before any replay. */
  originalId: string;
  /** The event as received; empty where there was none. */
  json: string;
}

interface Queue {
  stream: string;
  group: string;
}

/** The dead letters of all groups or of one, oldest first within each group, at most `limit` (100) of each. */
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

/** One dead letter by its id; null where it does not exist (any more). */
export async function findDeadLetter(redis: Redis, contract: StreamGroups, id: string): Promise<DeadLetter | null> {
  const location = locationOf(contract, id);
  if (location === null) return null;
  const [entry] = await redis.xrange(deadLettersKey(location.stream, location.group), location.entry, location.entry);
  return entry ? toDeadLetter(location, entry) : null;
}

/**
 * Puts dead letters back at the end of their stream, for only the group that gave them up. Returns the ids of those
 * that existed, without those that another replay has taken meanwhile.
 */
export async function replayDeadLetters(
  redis: Redis,
  contract: StreamGroups,
  ids: readonly string[],
): Promise<string[]> {
  const replayed: string[] = [];
  for (const id of ids) {
    const location = locationOf(contract, id);
    if (location === null) continue;
    const { stream, group, entry } = location;
    if (await moveBack(redis, { from: deadLettersKey(stream, group), stream, group, entry })) replayed.push(id);
  }
  return replayed;
}

/** Replays all dead letters of all groups or of one that exist now. Returns how many were replayed. */
export async function replayAllDeadLetters(
  redis: Redis,
  contract: StreamGroups,
  o: { group?: string } = {},
): Promise<number> {
  let replayed = 0;
  for (const queue of queues(contract, o.group)) {
    const key = deadLettersKey(queue.stream, queue.group);
    // A message that fails again meanwhile gets a newer id, so the loop ends.
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

/** Deletes dead letters and returns the ids of those that existed. */
export async function discardDeadLetters(
  redis: Redis,
  contract: StreamGroups,
  ids: readonly string[],
): Promise<string[]> {
  const discarded: string[] = [];
  for (const id of ids) {
    const location = locationOf(contract, id);
    if (location === null) continue;
    if ((await redis.xdel(deadLettersKey(location.stream, location.group), location.entry)) === 1) discarded.push(id);
  }
  return discarded;
}

function queues({ groupsOf }: StreamGroups, group: string | undefined): Queue[] {
  return Object.entries(groupsOf).flatMap(([stream, groups]) =>
    groups.filter((one) => group === undefined || one === group).map((one) => ({ stream, group: one })),
  );
}

function idOf(queue: Queue, entry: string): string {
  return `${tagOf(queue.stream)}/${queue.group}/${entry}`;
}

function locationOf(contract: StreamGroups, id: string): (Queue & { entry: string }) | null {
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
