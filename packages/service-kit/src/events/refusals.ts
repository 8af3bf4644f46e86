import type { Redis } from 'ioredis';
import { toAppError } from '../errors.ts';
import type { Membership } from './stream-reader.ts';
import { deadLettersKey, EVENT_FIELD, ORIGINAL_FIELD, refusalsKey } from './streams.ts';

/** So often a group may refuse a message, over all of its members and their restarts. */
export const REFUSALS_AT_MOST = 5;
const LONGEST_REASON = 500;

// All keys have the stream's hash tag, so counting, moving and acknowledging are one step.
const REFUSE = `
  local group, id, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
  if #redis.call('XPENDING', KEYS[1], group, id, id, 1) == 0 then return 0 end
  local refusals = redis.call('HINCRBY', KEYS[2], id, 1)
  if refusals < most then return refusals end
  redis.call('XADD', KEYS[3], '*', '${EVENT_FIELD}', ARGV[4], 'reason', ARGV[5], 'refusals', refusals,
             '${ORIGINAL_FIELD}', ARGV[6])
  redis.call('XACK', KEYS[1], group, id)
  redis.call('HDEL', KEYS[2], id)
  return refusals`;

export interface RefusedMessage {
  id: string;
  /** null: the entry had no event at all. */
  json: string | null;
  /** The id that it had before it was replayed. */
  original: string | null;
}

/**
 * Counts a refusal and, with the last one allowed, moves the message to its group's dead letters and acknowledges it.
 * Returns the refusals so far; 0 where the message is no longer pending, because another member has dealt with it.
 */
export async function refuseMessage(
  redis: Redis,
  m: Membership,
  message: RefusedMessage,
  o: { reason: string; atMost: number },
): Promise<number> {
  const refusals = await redis.eval(
    REFUSE,
    3,
    m.stream,
    refusalsKey(m.stream, m.group),
    deadLettersKey(m.stream, m.group),
    m.group,
    message.id,
    o.atMost,
    message.json ?? '',
    o.reason.slice(0, LONGEST_REASON),
    message.original ?? message.id,
  );
  return Number(refusals);
}

/** Why an event was refused, in words that hold no SQL, address or secret; the log has the rest. */
export function reasonOf(error: unknown): string {
  const { code, message } = toAppError(error);
  if (code !== 'INTERNAL_SERVER_ERROR') return `${code}: ${message}`;
  return `${code}: ${error instanceof Error ? error.name : typeof error}; the log has more under the event's id`;
}

/** Refused messages that wait in a member's hand for their next try. */
export interface InHand<T extends { id: string }> {
  /** False where the hand is full. */
  add(message: T, dueAt: number): boolean;
  has(id: string): boolean;
  /** Takes out what is due. */
  due(now: number): T[];
  /** When the next one is due, in ms since the epoch; Infinity without any. */
  nextDueAt(): number;
  clear(): void;
}

export function createInHand<T extends { id: string }>(atMost: number): InHand<T> {
  const waiting = new Map<string, { message: T; dueAt: number }>();
  return {
    add(message, dueAt) {
      if (waiting.size >= atMost) return false;
      waiting.set(message.id, { message, dueAt });
      return true;
    },
    has: (id) => waiting.has(id),
    due(now) {
      const due = [...waiting.values()].filter((one) => one.dueAt <= now).map((one) => one.message);
      for (const { id } of due) waiting.delete(id);
      return due;
    },
    nextDueAt: () => Math.min(...[...waiting.values()].map((one) => one.dueAt)),
    clear: () => waiting.clear(),
  };
}
