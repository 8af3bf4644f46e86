import type { Redis } from 'ioredis';
import type { Logger } from '../process/log.ts';
import { busState } from './bus-state.ts';
import { eventMetrics } from './metrics.ts';
import { giveUpParked } from './consumer/parked.ts';
import { pause } from '../process/pause.ts';
import { expectedGroups, type StreamGroups } from './contract.ts';
import type { Worker } from './worker.ts';

const EVERY_MS = 5_000;
/** A longer stream has a group that does not keep up, or that no longer reads. */
const LONG_STREAM = 100_000;

// In one step, so that no group falls behind between the check and the trim.
const TRIM = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return false end
  local missing = {}
  for _, name in ipairs(ARGV) do missing[name] = true end
  local function before(a, b)
    local ams, aseq = a:match('(%d+)-(%d+)')
    local bms, bseq = b:match('(%d+)-(%d+)')
    if ams ~= bms then return tonumber(ams) < tonumber(bms) end
    return tonumber(aseq) < tonumber(bseq)
  end
  local keep = false
  for _, list in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local group = {}
    for at = 1, #list, 2 do group[list[at]] = list[at + 1] end
    missing[group.name] = nil
    local wanted = group['last-delivered-id']
    if group.pending > 0 then wanted = redis.call('XPENDING', KEYS[1], group.name)[2] end
    if not keep or before(wanted, keep) then keep = wanted end
  end
  if not keep or next(missing) then return false end
  redis.call('XTRIM', KEYS[1], 'MINID', keep)
  return keep`;

/**
 * Trims what every group has acknowledged, or nothing while one of `groups` has not joined the stream. Groups that
 * joined without being listed count as well. Returns the id of the oldest entry that a group still needs (the newest
 * entry always stays), or null where nothing may be trimmed.
 */
export async function trimStream(redis: Redis, stream: string, groups: readonly string[]): Promise<string | null> {
  const keep = await redis.eval(TRIM, 1, stream, ...groups);
  return typeof keep === 'string' ? keep : null;
}

// From the oldest message on, one by one, and only as far as messages are missing: those keep a stream from being
// trimmed.
const DROP_GONE = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
  local dropped = {}
  for _, list in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local group = {}
    for at = 1, #list, 2 do group[list[at]] = list[at + 1] end
    for _ = 1, tonumber(ARGV[1]) do
      local oldest = redis.call('XPENDING', KEYS[1], group.name)[2]
      if not oldest or #redis.call('XRANGE', KEYS[1], oldest, oldest) > 0 then break end
      redis.call('XACK', KEYS[1], group.name, oldest)
      table.insert(dropped, group.name)
      table.insert(dropped, oldest)
    end
  end
  return dropped`;
const DROPPED_AT_ONCE = 1_000;

/**
 * Acknowledges, for each group, the oldest pending messages that are no longer in the stream because they were trimmed
 * or deleted before the group had handled them. Returns them.
 */
export async function dropGonePending(redis: Redis, stream: string): Promise<{ group: string; id: string }[]> {
  const answer = await redis.eval(DROP_GONE, 1, stream, DROPPED_AT_ONCE);
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  const dropped: { group: string; id: string }[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) dropped.push({ group: flat[at] ?? '', id: flat[at + 1] ?? '' });
  return dropped;
}

/** Trims a stream every five seconds and sets the metrics of its size and its groups' lag. Several may run at once. */
export function startStreamTrimmer(o: {
  redis: Redis;
  contract: StreamGroups;
  stream: string;
  log: Logger;
  everyMs?: number;
}): Worker {
  const groups = expectedGroups(o.contract, o.stream);
  const stopping = new AbortController();
  let long = false;

  async function trim(): Promise<void> {
    const gone = await dropGonePending(o.redis, o.stream);
    if (gone.length > 0) {
      o.log.error(
        { stream: o.stream, count: gone.length, messages: gone.slice(0, 10) },
        'messages were deleted from the stream before their groups had handled them',
      );
    }
    await trimStream(o.redis, o.stream, groups);
    await giveUpOldParked();
    const length = await measure(o.redis, o.contract, o.stream);
    if (length > LONG_STREAM && !long) {
      o.log.warn(
        { stream: o.stream, length },
        'the stream is too long: one of its groups does not keep up, or no longer reads',
      );
    }
    long = length > LONG_STREAM;
  }

  async function giveUpOldParked(): Promise<void> {
    const [seconds] = await o.redis.time();
    for (const group of groups) {
      const events = await giveUpParked(o.redis, o.stream, group, Number(seconds) * 1_000);
      if (events > 0) {
        o.log.error(
          { stream: o.stream, group, events },
          'parked events of types that no member has known are dead letters now',
        );
      }
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      // The relay or consumer of the same process reports that the broker is unavailable; here the next round is
      // enough.
      await trim().catch((error: unknown) => o.log.debug({ err: error }, 'the stream could not be trimmed this time'));
      await pause(o.everyMs ?? EVERY_MS, stopping.signal);
    }
  })();
  return {
    name: `trimmer of ${o.stream}`,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Sets the gauges of one stream and returns its length. */
async function measure(redis: Redis, contract: StreamGroups, stream: string): Promise<number> {
  const metrics = eventMetrics();
  const [state] = await busState(redis, contract, [stream]);
  if (!state) return 0;
  metrics.length.set({ stream }, state.length);
  for (const { name: group, lagSeconds, pending, deadLetters, parked } of state.groups) {
    metrics.lag.set({ stream, group }, lagSeconds);
    metrics.pending.set({ stream, group }, pending);
    metrics.deadLetters.set({ stream, group }, deadLetters);
    metrics.parked.set({ stream, group }, parked);
  }
  return state.length;
}
