import type { Redis } from 'ioredis';
import { entryIds } from './entry-ids.ts';
import { expectedGroups, type StreamGroups } from './contract.ts';
import { deadLettersKey, parkedKey } from './streams.ts';

export interface GroupState {
  name: string;
  /** False: the group should read this stream and has not joined it yet. Nothing is trimmed until it does. */
  joined: boolean;
  /** Age of the oldest entry that the group has not acknowledged; 0 where there is none. */
  lagSeconds: number;
  /** Delivered to a member and not acknowledged. */
  pending: number;
  deadLetters: number;
  /** Events of types that no member of the group has known so far. */
  parked: number;
}

export interface StreamState {
  stream: string;
  length: number;
  groups: GroupState[];
}

/** What each stream holds and how far behind its groups are, for metrics and for `npm run doctor`. */
export async function busState(
  redis: Redis,
  contract: StreamGroups,
  streams: readonly string[] = Object.keys(contract.groupsOf),
): Promise<StreamState[]> {
  const [seconds, micros] = (await redis.time()).map(Number);
  const now = (seconds ?? 0) * 1_000 + (micros ?? 0) / 1_000;
  return Promise.all(
    streams.map((stream) => streamState(redis, stream, { now, expected: expectedGroups(contract, stream) })),
  );
}

export interface JoinedGroup {
  name: string;
  pending: number;
  lastDelivered: string;
}

async function streamState(
  redis: Redis,
  stream: string,
  { now, expected }: { now: number; expected: readonly string[] },
): Promise<StreamState> {
  const length = await redis.xlen(stream);
  const joined = await groupsOf(redis, stream);
  const names = new Set([...expected, ...joined.map((group) => group.name)]);
  const groups = await Promise.all(
    [...names].map(async (name): Promise<GroupState> => {
      const group = joined.find((one) => one.name === name);
      const [oldest, deadLetters, parked] = await Promise.all([
        oldestUnacknowledged(redis, stream, group),
        redis.xlen(deadLettersKey(stream, name)),
        redis.xlen(parkedKey(stream, name)),
      ]);
      return {
        name,
        joined: group !== undefined,
        lagSeconds: oldest === null ? 0 : Math.max(0, (now - timeOf(oldest)) / 1_000),
        pending: group?.pending ?? 0,
        deadLetters,
        parked,
      };
    }),
  );
  return { stream, length, groups };
}

/** Whether every group of the stream has read and acknowledged everything. */
export async function allRead(redis: Redis, stream: string): Promise<boolean> {
  const joined = await groupsOf(redis, stream);
  const oldest = await Promise.all(joined.map((group) => oldestUnacknowledged(redis, stream, group)));
  return oldest.every((entry) => entry === null);
}

/** The groups that have joined a stream; none where the stream does not exist. */
export async function groupsOf(redis: Redis, stream: string): Promise<JoinedGroup[]> {
  if ((await redis.exists(stream)) === 0) return [];
  const answer: unknown = await redis.xinfo('GROUPS', stream);
  if (!Array.isArray(answer)) return [];
  return answer.map((list: unknown) => {
    const fields = new Map<unknown, unknown>();
    if (Array.isArray(list)) for (let at = 0; at + 1 < list.length; at += 2) fields.set(list[at], list[at + 1]);
    return {
      name: String(fields.get('name')),
      pending: Number(fields.get('pending')),
      lastDelivered: String(fields.get('last-delivered-id')),
    };
  });
}

async function oldestUnacknowledged(
  redis: Redis,
  stream: string,
  group: JoinedGroup | undefined,
): Promise<string | null> {
  if (group && group.pending > 0) {
    const [, oldest] = await redis.xpending(stream, group.name);
    if (typeof oldest === 'string') return oldest;
  }
  const [next] = await entryIds(redis, stream, { from: group ? `(${group.lastDelivered}` : '-', count: 1 });
  return next ?? null;
}

/** When the broker appended an entry, in ms since the epoch: its id starts with that time. */
export function timeOf(entryId: string): number {
  return Number(entryId.split('-')[0]);
}
