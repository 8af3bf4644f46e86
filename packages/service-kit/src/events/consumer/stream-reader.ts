import type { Redis } from 'ioredis';
import { bulkCall } from '../bulk.ts';
import { worksWhenFull } from '../full-broker.ts';
import { EVENT_FIELD, TARGET_GROUP_FIELD, ORIGINAL_FIELD, attemptsKey, SINCE } from '../streams.ts';

/** One entry of a stream. */
export interface StreamMessage {
  id: string;
  /** The event; null where the entry has none. */
  json: string | null;
  /** The one group that the message is for; null: all groups. */
  targetGroup: string | null;
  /** Its id before it was replayed; null where it was not. */
  original: string | null;
}

/** What a read returned. */
export interface Delivered {
  messages: StreamMessage[];
  /** The ids of entries that were trimmed or deleted before the group acknowledged them. */
  gone: string[];
  /** Redis 6.2 claims such entries without their ids; the member finds them among its pending messages. */
  hasUnnamedGone: boolean;
}

/** One member of a consumer group, on one stream. */
export interface Membership {
  stream: string;
  group: string;
  consumer: string;
}

// Works on a full broker too: while a group has not joined, the stream cannot be trimmed.
const JOIN = `
  if redis.call('EXISTS', KEYS[1]) == 1 then
    for _, list in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
      for at = 1, #list, 2 do
        if list[at] == 'name' and list[at + 1] == ARGV[1] then return 0 end
      end
    end
  end
  ${worksWhenFull('KEYS[2]')}
  redis.call('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
  return 1`;

/** Creates the group at the beginning of the stream, and the stream too, unless they exist. */
export async function ensureGroup(redis: Redis, m: Membership): Promise<void> {
  await redis.eval(JOIN, 2, m.stream, attemptsKey(m.stream, m.group), m.group);
}

/** Whether the broker no longer has the group or the stream: it was emptied, replaced, or restored without them. */
export function isGroupMissing(error: unknown): boolean {
  // An error from within a script has other text around the code.
  return (error instanceof Error && /\bNOGROUP\b/.test(error.message)) || isReply(error, 'UNBLOCKED');
}

/** Up to `count` messages that no member has received yet; waits up to `blockMs` for the first one. */
export async function readNew(
  blocking: Redis,
  m: Membership,
  o: { count: number; blockMs: number },
): Promise<Delivered> {
  const blockMs = Math.max(1, Math.round(o.blockMs));
  return ofStream(
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

/** Up to `count` messages behind the id `after` that were delivered to this member and that it has not acknowledged. */
export async function readPending(
  redis: Redis,
  m: Membership,
  o: { count: number; after: string },
): Promise<Delivered & { last: string | null }> {
  const args = ['GROUP', m.group, m.consumer, 'COUNT', o.count, 'STREAMS', m.stream, o.after];
  const held = ofStream(await bulkCall(redis, 'xreadgroup', args));
  const ids = [...held.messages.map((message) => message.id), ...held.gone];
  return { ...held, last: ids.length === 0 ? null : ids.reduce((a, b) => (isBefore(a, b) ? b : a)) };
}

/** Claims messages that another member has not acknowledged for longer than `idleMs`. */
export async function claimIdle(
  redis: Redis,
  m: Membership,
  o: { count: number; idleMs: number; cursor: string },
): Promise<Delivered & { cursor: string }> {
  const args = [m.stream, m.group, m.consumer, o.idleMs, o.cursor, 'COUNT', o.count];
  const answer = await bulkCall(redis, 'xautoclaim', args);
  // Redis 6.2 returns [cursor, entries]; 7.0 and later leave deleted entries out.
  if (!Array.isArray(answer)) return { ...NOTHING, cursor: '0-0' };
  const [cursor, entries] = answer as unknown[];
  return { ...delivered(entries), cursor: typeof cursor === 'string' ? cursor : '0-0' };
}

// No MULTI: a full broker rejects it. A hash that cannot be written is no reason not to acknowledge.
const ACKNOWLEDGE = `
  local acknowledged = redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 2))
  if redis.call('EXISTS', KEYS[2]) == 1 then
    for at = 2, #ARGV do redis.pcall('HDEL', KEYS[2], ARGV[at], ARGV[at] .. '${SINCE}') end
  end
  return acknowledged`;
/** Lua can unpack only a few thousand values onto its stack. */
const ACKNOWLEDGED_AT_ONCE = 1_000;

/** Acknowledges messages and deletes the count of their attempts. */
export async function acknowledge(redis: Redis, m: Membership, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += ACKNOWLEDGED_AT_ONCE) {
    const some = ids.slice(at, at + ACKNOWLEDGED_AT_ONCE);
    await redis.eval(ACKNOWLEDGE, 2, m.stream, attemptsKey(m.stream, m.group), m.group, ...some);
  }
}

/** Removes the member from the group, unless it has pending messages, which another member then claims. */
export async function leaveGroup(redis: Redis, m: Membership): Promise<void> {
  await redis.eval(
    `local held = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
     if #held > 0 then return -1 end
     ${worksWhenFull('KEYS[2]')}
     return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])`,
    2,
    m.stream,
    attemptsKey(m.stream, m.group),
    m.group,
    m.consumer,
  );
}

// In one step: a member that received a message meanwhile would lose it with its entry. A live member that is removed
// is added again by its next read.
const REMOVE_DEAD_MEMBERS = `
  local dead = {}
  for _, list in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
    local member = {}
    for at = 1, #list, 2 do member[list[at]] = list[at + 1] end
    if member.pending == 0 and member.idle > tonumber(ARGV[2]) and member.name ~= ARGV[3] then
      table.insert(dead, member.name)
    end
  end
  if #dead == 0 then return 0 end
  ${worksWhenFull('KEYS[2]')}
  for _, name in ipairs(dead) do redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], name) end
  return #dead`;

/** Removes members without pending messages that have not read for `idleMs`, and returns how many. */
export async function removeDeadMembers(redis: Redis, m: Membership, o: { idleMs: number }): Promise<number> {
  const keys = [m.stream, attemptsKey(m.stream, m.group)];
  return Number(await redis.eval(REMOVE_DEAD_MEMBERS, 2, ...keys, m.group, Math.round(o.idleMs), m.consumer));
}

/** The approximate size of messages on the wire. */
export function bytesOf(messages: readonly StreamMessage[]): number {
  return messages.reduce((sum, message) => sum + Buffer.byteLength(message.json ?? '') + 100, 0);
}

/** Whether an entry's id is older than another's. */
export function isBefore(a: string, b: string): boolean {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs === bMs ? aSeq < bSeq : aMs < bMs;
}

const NOTHING: Delivered = { messages: [], gone: [], hasUnnamedGone: false };

/** Reads [[stream, entries]], or null where nothing arrived in time. */
function ofStream(answer: unknown): Delivered {
  if (!Array.isArray(answer)) return NOTHING;
  const [first] = answer as unknown[];
  return Array.isArray(first) ? delivered(first[1]) : NOTHING;
}

function delivered(entries: unknown): Delivered {
  if (!Array.isArray(entries)) return NOTHING;
  const found: Delivered = { messages: [], gone: [], hasUnnamedGone: false };
  for (const entry of entries as unknown[]) {
    const [id, list] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof id !== 'string') found.hasUnnamedGone = true;
    else if (!Array.isArray(list)) found.gone.push(id);
    else found.messages.push(toMessage(id, list));
  }
  return found;
}

function toMessage(id: string, list: readonly unknown[]): StreamMessage {
  const fields = new Map<unknown, string>();
  for (let at = 0; at + 1 < list.length; at += 2) fields.set(list[at], String(list[at + 1]));
  const field = (name: string): string | null => fields.get(name) ?? null;
  return { id, json: field(EVENT_FIELD), targetGroup: field(TARGET_GROUP_FIELD), original: field(ORIGINAL_FIELD) };
}

function isReply(error: unknown, code: string): boolean {
  return error instanceof Error && (error.message.startsWith(code) || error.message.startsWith(`-${code}`));
}
