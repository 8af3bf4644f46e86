import type { Redis } from 'ioredis';
import { toAppError } from '../../errors/to-app-error.ts';
import { worksWhenFull } from '../full-broker.ts';
import type { Membership } from './stream-reader.ts';
import {
  ATTEMPTS_FIELD,
  deadLettersKey,
  EVENT_FIELD,
  KIND_FIELD,
  ORIGINAL_FIELD,
  attemptsKey,
  SINCE,
  UNPARSABLE,
} from '../streams.ts';

/** So often a group tries a message, over all of its members and their restarts. */
export const ATTEMPTS_AT_MOST = 5;
const LONGEST_REASON = 500;

export interface TriedMessage {
  id: string;
  /** null: the entry had no event at all. */
  json: string | null;
  /** The id that it had before it was replayed. */
  original: string | null;
}

export interface Attempt {
  /** How many attempts were begun, this one included; 0: the message is another member's by now, or acknowledged. */
  number: number;
  /** How many of them this call has counted. */
  counted: number;
}

// The count is raised before the attempt, so that an attempt that ends the process counts as well. A message that was
// claimed and was never counted was held by a member that died or hangs: the first such death counts as an attempt.
const BEGIN = `
  local group, member, id = ARGV[1], ARGV[2], ARGV[3]
  if #redis.call('XPENDING', KEYS[1], group, id, id, 1, member) == 0 then return {0, 0} end
  ${worksWhenFull('KEYS[2]')}
  local counted = 1
  if ARGV[4] == '1' and redis.call('HEXISTS', KEYS[2], id) == 0 then counted = 2 end
  return {redis.call('HINCRBY', KEYS[2], id, counted), counted}`;

/**
 * Counts an attempt that is about to begin.
 * @throws where the broker is away, or cannot count
 */
export async function beginAttempt(redis: Redis, m: Membership, id: string, o: { claimed: boolean }): Promise<Attempt> {
  const keys = [m.stream, attemptsKey(m.stream, m.group)];
  const answer = await redis.eval(BEGIN, 2, ...keys, m.group, m.consumer, id, o.claimed ? '1' : '0');
  const [number, counted] = Array.isArray(answer) ? answer.map(Number) : [];
  return { number: number ?? 0, counted: counted ?? 0 };
}

const UNDO = `
  ${worksWhenFull('KEYS[1]')}
  if redis.call('HINCRBY', KEYS[1], ARGV[1], -tonumber(ARGV[2])) <= 0 then redis.call('HDEL', KEYS[1], ARGV[1]) end`;

/** The attempt was none: what the handler needs was away. */
export async function undoAttempt(redis: Redis, m: Membership, id: string, attempt: Attempt): Promise<void> {
  if (attempt.counted > 0) await redis.eval(UNDO, 1, attemptsKey(m.stream, m.group), id, attempt.counted);
}

const NOTE_LONE_FAILURE = `
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then return 0 end
  ${worksWhenFull('KEYS[2]')}
  if ARGV[3] == '0' then return redis.call('HDEL', KEYS[2], ARGV[2] .. '${SINCE}') and 0 end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSETNX', KEYS[2], ARGV[2] .. '${SINCE}', now)
  return now - redis.call('HGET', KEYS[2], ARGV[2] .. '${SINCE}')`;

/**
 * Notes at the broker, for all members, that a message that was handled by itself timed out or was refused, and whether
 * what it needs answers. Returns for how long (ms) this has been so without what it needs having been away.
 */
export async function noteLoneFailure(redis: Redis, m: Membership, id: string, answers: boolean): Promise<number> {
  const keys = [m.stream, attemptsKey(m.stream, m.group)];
  return Number(await redis.eval(NOTE_LONE_FAILURE, 2, ...keys, m.group, id, answers ? '1' : '0'));
}

// All keys have the stream's hash tag, so counting, moving and acknowledging are one step. A hash that cannot be counted
// in leaves it to the member to count.
const FAIL = `
  local group, id, most, counted = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
  if #redis.call('XPENDING', KEYS[1], group, id, id, 1) == 0 then return 0 end
  ${worksWhenFull('KEYS[2]')}
  local attempts = redis.pcall('HINCRBY', KEYS[2], id, counted)
  if type(attempts) == 'table' or attempts < tonumber(ARGV[5]) then attempts = tonumber(ARGV[5]) end
  if attempts < most then return attempts end
  local fields = {'${EVENT_FIELD}', ARGV[6], 'reason', ARGV[7], '${ATTEMPTS_FIELD}', attempts, '${ORIGINAL_FIELD}', ARGV[8]}
  if ARGV[9] ~= '' then table.insert(fields, '${KIND_FIELD}') table.insert(fields, ARGV[9]) end
  redis.call('XADD', KEYS[3], '*', unpack(fields))
  redis.call('XACK', KEYS[1], group, id)
  redis.pcall('HDEL', KEYS[2], id, id .. '${SINCE}')
  return attempts`;

/**
 * Notes that an attempt failed and, with the last one allowed, moves the message to its group's dead letters and
 * acknowledges it. Returns the attempts so far; 0 where the message is no longer pending, because another member has
 * dealt with it.
 */
export async function failAttempt(
  redis: Redis,
  m: Membership,
  message: TriedMessage,
  o: {
    reason: string;
    /** Whether `beginAttempt` has counted it already. */
    counted: boolean;
    /** The attempts that this member knows of, should the broker know of fewer. */
    atLeast?: number;
    atMost?: number;
    unparsable?: boolean;
  },
): Promise<number> {
  const keys = [m.stream, attemptsKey(m.stream, m.group), deadLettersKey(m.stream, m.group)];
  const attempts = await redis.eval(
    FAIL,
    3,
    ...keys,
    m.group,
    message.id,
    o.atMost ?? ATTEMPTS_AT_MOST,
    o.counted ? 0 : 1,
    o.atLeast ?? 1,
    message.json ?? '',
    o.reason.slice(0, LONGEST_REASON),
    message.original ?? message.id,
    o.unparsable ? UNPARSABLE : '',
  );
  return Number(attempts);
}

/** Why an attempt failed, in words that hold no SQL, address or secret; the log has the rest. */
export function reasonOf(error: unknown): string {
  const { code, message } = toAppError(error);
  if (code !== 'INTERNAL_SERVER_ERROR') return `${code}: ${message}`;
  return `${code}: ${error instanceof Error ? error.name : typeof error}; the log has more under the event's id`;
}
