import type { Redis } from 'ioredis';
import { toAppError } from '../../errors/to-app-error.ts';
import { bulkCall, createBulkSize } from '../bulk.ts';
import type { EventContract } from '../contract.ts';
import { parseEvent } from '../envelope.ts';
import { worksWhenFull } from '../full-broker.ts';
import type { TriedMessage } from './attempts.ts';
import type { Membership } from './stream-reader.ts';
import {
  ATTEMPTS_FIELD,
  deadLettersKey,
  EVENT_FIELD,
  KIND_FIELD,
  TARGET_GROUP_FIELD,
  ORIGINAL_FIELD,
  parkedKey,
  attemptsKey,
  SINCE,
  UNPARSABLE,
} from '../streams.ts';

/** How long a parked event waits for a member that knows its type. */
const PARKED_FOR_MS = 7 * 24 * 60 * 60_000;
const PAGE = 100;

// Parks and acknowledges in one step: the stream can be trimmed, and nothing is lost.
const PARK = `
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then return 0 end
  ${worksWhenFull('KEYS[2]')}
  redis.call('XADD', KEYS[3], '*', '${EVENT_FIELD}', ARGV[3], '${ORIGINAL_FIELD}', ARGV[4])
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
  redis.pcall('HDEL', KEYS[2], ARGV[2], ARGV[2] .. '${SINCE}')
  return 1`;

/** Parks an event of a type that this member does not know, for a member of the group with newer code. */
export async function parkMessage(redis: Redis, m: Membership, message: TriedMessage): Promise<boolean> {
  const keys = [m.stream, attemptsKey(m.stream, m.group), parkedKey(m.stream, m.group)];
  const original = message.original ?? message.id;
  return (await redis.eval(PARK, 3, ...keys, m.group, message.id, message.json ?? '', original)) === 1;
}

// The entry is always in exactly one of both streams, and only one of two concurrent moves finds it.
const MOVE_BACK = `
  local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
  if #found == 0 then return 0 end
  ${worksWhenFull('KEYS[3]')}
  local fields = {}
  for at = 1, #found[1][2], 2 do fields[found[1][2][at]] = found[1][2][at + 1] end
  redis.call('XADD', KEYS[2], '*', '${EVENT_FIELD}', fields['${EVENT_FIELD}'] or '', '${TARGET_GROUP_FIELD}', ARGV[1],
             '${ORIGINAL_FIELD}', fields['${ORIGINAL_FIELD}'] or '')
  redis.call('XDEL', KEYS[1], ARGV[2])
  return 1`;

/**
 * Moves an entry from `from` back to the end of its stream, for its group only. False where the entry no longer exists.
 */
export async function moveBack(
  redis: Redis,
  o: { from: string; stream: string; group: string; entry: string },
): Promise<boolean> {
  const keys = [o.from, o.stream, attemptsKey(o.stream, o.group)];
  return (await redis.eval(MOVE_BACK, 3, ...keys, o.group, o.entry)) === 1;
}

// Returns only matching entries. KEYS: a stream. ARGV: the start, how many entries to examine, the kind ('' for any).
const PAGE_OF = `
  local answer = {}
  local entries = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
  for _, entry in ipairs(entries) do
    local fields = {}
    for at = 1, #entry[2], 2 do fields[entry[2][at]] = entry[2][at + 1] end
    if ARGV[3] == '' or fields['${KIND_FIELD}'] == ARGV[3] then
      table.insert(answer, {entry[1], fields['${EVENT_FIELD}'] or ''})
    end
  end
  return {#entries > 0 and entries[#entries][1] or false, answer}`;

type Schemas = Pick<EventContract, 'schemas'>;

/** Takes back what older members of the group could not parse, as far as this process can parse it. */
export interface ParkedReader {
  /** Examines what was parked since the last call, and returns how many events went back to the stream. */
  takeBack(): Promise<number>;
}

/**
 * Events of unknown types are parked and messages that could not be parsed are dead letters. A member that can parse
 * them moves them back for its group. Each process examines an entry once, since its code does not change.
 */
export function createParkedReader(redis: Redis, contract: Schemas, m: Membership): ParkedReader {
  const { stream, group } = m;
  const sources = [
    { from: parkedKey(stream, group), kind: '', after: '-' },
    { from: deadLettersKey(stream, group), kind: UNPARSABLE, after: '-' },
  ];

  const size = createBulkSize({ atMost: PAGE });

  async function nextPage(source: { from: string; kind: string; after: string }): Promise<unknown> {
    try {
      return await bulkCall(redis, 'eval', [PAGE_OF, 1, source.from, source.after, size.count(), source.kind]);
    } catch (error) {
      if (toAppError(error).code === 'TIMEOUT') size.timedOut();
      throw error;
    }
  }

  async function takeBackFrom(source: { from: string; kind: string; after: string }): Promise<number> {
    let moved = 0;
    for (;;) {
      const answer = await nextPage(source);
      const [last, entries] = Array.isArray(answer) ? (answer as unknown[]) : [];
      if (typeof last !== 'string' || !Array.isArray(entries)) return moved;
      const page = entries as [string, string][];
      size.moved(
        page.length,
        page.reduce((sum, [, json]) => sum + Buffer.byteLength(json), 0),
      );
      for (const [entry, json] of page) {
        if (canParse(contract, json) && (await moveBack(redis, { from: source.from, stream, group, entry }))) moved++;
      }
      source.after = `(${last}`;
    }
  }

  return {
    async takeBack() {
      let moved = 0;
      for (const source of sources) moved += await takeBackFrom(source);
      return moved;
    },
  };
}

function canParse(contract: Schemas, json: string): boolean {
  try {
    parseEvent(contract, json);
    return true;
  } catch {
    return false;
  }
}

const GIVE_UP = `
  local old = redis.call('XRANGE', KEYS[1], '-', ARGV[1], 'COUNT', ARGV[2])
  if #old == 0 then return 0 end
  ${worksWhenFull('KEYS[3]')}
  for _, entry in ipairs(old) do
    local fields = {}
    for at = 1, #entry[2], 2 do fields[entry[2][at]] = entry[2][at + 1] end
    redis.call('XADD', KEYS[2], '*', '${EVENT_FIELD}', fields['${EVENT_FIELD}'] or '', 'reason', ARGV[3], '${ATTEMPTS_FIELD}', 0,
               '${ORIGINAL_FIELD}', fields['${ORIGINAL_FIELD}'] or '', '${KIND_FIELD}', '${UNPARSABLE}')
    redis.call('XDEL', KEYS[1], entry[1])
  end
  return #old`;

/** Turns events that have been parked for a week into dead letters, up to a hundred, and returns how many. */
export async function giveUpParked(redis: Redis, stream: string, group: string, now: number): Promise<number> {
  const keys = [parkedKey(stream, group), deadLettersKey(stream, group), attemptsKey(stream, group)];
  const reason = 'cannot be read: no member of the group has known its type for seven days';
  const before = Math.max(0, Math.floor(now - PARKED_FOR_MS));
  return Number(await redis.eval(GIVE_UP, 3, ...keys, before, PAGE, reason));
}
