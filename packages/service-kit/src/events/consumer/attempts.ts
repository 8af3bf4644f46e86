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

/** How often a group tries a message, counted over all members and their restarts. */
export const ATTEMPTS_AT_MOST = 5;
const LONGEST_REASON = 500;

export interface TriedMessage {
  id: string;
  /** null: the entry had no event. */
  json: string | null;
  /** Its id before it was replayed; null where it was not. */
  original: string | null;
}

export interface Attempt {
  /**
   * How many attempts have begun, including this one. 0: another member has the message by now, or it is acknowledged.
   */
  number: number;
  /** How many of them this call added. */
  counted: number;
}

// The count is raised before the attempt, so that an attempt that ends the process counts too. A claimed message
// without a count was held by a member that died or hangs: the first such death counts as an attempt.
const BEGIN = `
  local group, member, id = ARGV[1], ARGV[2], ARGV[3]
  if #redis.call('XPENDING', KEYS[1], group, id, id, 1, member) == 0 then return {0, 0} end
  ${worksWhenFull('KEYS[2]')}
  local counted = 1
  if ARGV[4] == '1' and redis.call('HEXISTS', KEYS[2], id) == 0 then counted = 2 end
  return {redis.call('HINCRBY', KEYS[2], id, counted), counted}`;

/**
 * Counts an attempt that is about to begin.
 * @throws where the broker is unavailable or cannot count
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

/** Takes an attempt back: it failed because a dependency of the handler was unavailable. */
export async function undoAttempt(redis: Redis, m: Membership, id: string, attempt: Attempt): Promise<void> {
  if (attempt.counted > 0) await redis.eval(UNDO, 1, attemptsKey(m.stream, m.group), id, attempt.counted);
}

const RECORD_LONE_FAILURE = `
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then return 0 end
  ${worksWhenFull('KEYS[2]')}
  if ARGV[3] == '0' then return redis.call('HDEL', KEYS[2], ARGV[2] .. '${SINCE}') and 0 end
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSETNX', KEYS[2], ARGV[2] .. '${SINCE}', now)
  return now - redis.call('HGET', KEYS[2], ARGV[2] .. '${SINCE}')`;

/**
 * Records at the broker, for all members, that a message which was delivered alone timed out or failed as unavailable,
 * and whether the handler's dependencies answer. Returns for how long (ms) it has failed while they answered.
 */
export async function recordLoneFailure(redis: Redis, m: Membership, id: string, answers: boolean): Promise<number> {
  const keys = [m.stream, attemptsKey(m.stream, m.group)];
  return Number(await redis.eval(RECORD_LONE_FAILURE, 2, ...keys, m.group, id, answers ? '1' : '0'));
}

// All keys have the stream's hash tag, so counting, moving and acknowledging are one step. Where the hash cannot be
// written, the member's own count applies.
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
 * Records a failed attempt and, after the last allowed one, moves the message to its group's dead letters and
 * acknowledges it. Returns the attempts so far; 0 where the message is no longer pending because another member has
 * handled it.
 */
export async function failAttempt(
  redis: Redis,
  m: Membership,
  message: TriedMessage,
  o: {
    reason: string;
    /** Whether `beginAttempt` has counted the attempt already. */
    counted: boolean;
    /** The attempts that this member knows of, in case the broker knows of fewer. */
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

/** Why an attempt failed, without SQL, addresses or secrets; the log has the rest. */
export function reasonOf(error: unknown): string {
  const { code, message } = toAppError(error);
  if (code !== 'INTERNAL_SERVER_ERROR') return `${code}: ${message}`;
  return `${code}: ${error instanceof Error ? error.name : typeof error}; the log has more under the event's id`;
}
