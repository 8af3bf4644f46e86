import type { Redis } from 'ioredis';
import { EVENT_FIELD, ONLY_FIELD, ORIGINAL_FIELD, refusalsKey } from './streams.ts';

/** One entry of a stream. */
export interface StreamMessage {
  id: string;
  /** The event; null where the entry lacks it. */
  json: string | null;
  /** The one group that it is for; null: all of them. */
  only: string | null;
  /** The id that it had before it was replayed; null where it was not. */
  original: string | null;
}

/** One member of a consumer group, on one stream. */
export interface Membership {
  stream: string;
  group: string;
  consumer: string;
}

/** Makes the group at the very beginning of the stream (and the stream, where there is none). Idempotent. */
export async function ensureGroup(redis: Redis, m: Membership): Promise<void> {
  try {
    await redis.xgroup('CREATE', m.stream, m.group, '0', 'MKSTREAM');
  } catch (error) {
    if (!isReply(error, 'BUSYGROUP')) throw error;
  }
}

/** Whether the broker says that the group (or the whole stream) is gone: emptied, new, or restored without it. */
export function isGroupMissing(error: unknown): boolean {
  // Out of a script the code comes wrapped in other words.
  return (error instanceof Error && /\bNOGROUP\b/.test(error.message)) || isReply(error, 'UNBLOCKED');
}

/** Up to `count` messages that no member has seen yet; waits up to `blockMs` for the first one. */
export async function readNew(
  blocking: Redis,
  m: Membership,
  o: { count: number; blockMs: number },
): Promise<StreamMessage[]> {
  const blockMs = Math.max(1, Math.round(o.blockMs));
  return toStream(
    await blocking.xreadgroup(
      'GROUP',
      m.group,
      m.consumer,
      'COUNT',
      o.count,
      'BLOCK',
      blockMs,
      'STREAMS',
      m.stream,
      '>',
    ),
  );
}

/** Up to `count` messages, behind the id `after`, that were given to this member and that it did not acknowledge. */
export async function readHeld(
  redis: Redis,
  m: Membership,
  o: { count: number; after: string },
): Promise<StreamMessage[]> {
  return toStream(await redis.xreadgroup('GROUP', m.group, m.consumer, 'COUNT', o.count, 'STREAMS', m.stream, o.after));
}

/** Takes over messages that a member has held for longer than `idleMs` without acknowledging them. */
export async function claimIdle(
  redis: Redis,
  m: Membership,
  o: { count: number; idleMs: number; cursor: string },
): Promise<{ messages: StreamMessage[]; cursor: string }> {
  const answer: unknown = await redis.xautoclaim(m.stream, m.group, m.consumer, o.idleMs, o.cursor, 'COUNT', o.count);
  // Redis 6.2 answers [cursor, entries], 7.0 and later add the ids of deleted entries.
  if (!Array.isArray(answer)) return { messages: [], cursor: '0-0' };
  const [cursor, entries] = answer as unknown[];
  return { messages: toMessages(entries), cursor: typeof cursor === 'string' ? cursor : '0-0' };
}

/** Takes messages off the group's pending list, and forgets how often they were refused before. */
export async function acknowledge(redis: Redis, m: Membership, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const answers = await redis
    .multi()
    .xack(m.stream, m.group, ...ids)
    .hdel(refusalsKey(m.stream, m.group), ...ids)
    .exec();
  for (const [error] of answers ?? []) if (error) throw error;
}

/** Takes the member off the group's list, unless it still holds messages: those are for another one to claim. */
export async function leaveGroup(redis: Redis, m: Membership): Promise<void> {
  await redis.eval(
    `local held = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
     if #held == 0 then return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
     return -1`,
    1,
    m.stream,
    m.group,
    m.consumer,
  );
}

/** [[stream, entries]], or null where nothing came in time. */
function toStream(answer: unknown): StreamMessage[] {
  if (!Array.isArray(answer)) return [];
  const [first] = answer as unknown[];
  return Array.isArray(first) ? toMessages(first[1]) : [];
}

function toMessages(entries: unknown): StreamMessage[] {
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown): StreamMessage[] => {
    // 6.2 puts a nil where the entry itself was deleted or trimmed
    if (!Array.isArray(entry) || typeof entry[0] !== 'string') return [];
    const fields = new Map<unknown, string>();
    const list: unknown = entry[1];
    if (!Array.isArray(list)) return [];
    for (let at = 0; at + 1 < list.length; at += 2) fields.set(list[at], String(list[at + 1]));
    const field = (name: string): string | null => fields.get(name) ?? null;
    return [{ id: entry[0], json: field(EVENT_FIELD), only: field(ONLY_FIELD), original: field(ORIGINAL_FIELD) }];
  });
}

function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && (error.message.startsWith(code) || error.message.startsWith(`-${code}`));
}
