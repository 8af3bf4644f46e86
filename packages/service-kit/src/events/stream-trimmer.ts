import type { Redis } from 'ioredis';
import type { Logger } from '../process/log.ts';
import { busState } from './bus-state.ts';
import { eventMetrics } from './metrics.ts';
import { giveUpParked } from './consumer/parked.ts';
import { pause } from '../process/pause.ts';
import { expectedGroups, type StreamGroups } from './contract.ts';
import type { Worker } from './worker.ts';

const EVERY_MS = 5_000;
/** A stream that is longer than this has a group that does not keep up, or one that is gone. */
const LONG_STREAM = 100_000;

// In one step, so that no group falls behind between the look and the cut.
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
 * Cuts off what every group has acknowledged; where one of `groups` has not joined the stream, nothing. A group that is
 * not among them counts as well. Returns the id of the oldest entry that is still wanted (the newest
 * one stays in any case), or null where nothing may be cut.
 */
export async function trimStream(redis: Redis, stream: string, groups: readonly string[]): Promise<string | null> {
  const keep = await redis.eval(TRIM, 1, stream, ...groups);
  return typeof keep === 'string' ? keep : null;
}

// Looked at one by one from the oldest on, only as far as they are gone: that is what keeps a stream from being trimmed.
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
 * Acknowledges for each group the oldest pending messages that are not in the stream any more, because somebody trimmed
 * or deleted them before the group had handled them. Answers which.
 */
export async function dropGonePending(redis: Redis, stream: string): Promise<{ group: string; id: string }[]> {
  const answer = await redis.eval(DROP_GONE, 1, stream, DROPPED_AT_ONCE);
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  const dropped: { group: string; id: string }[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) dropped.push({ group: flat[at] ?? '', id: flat[at + 1] ?? '' });
  return dropped;
}

/** Trims a stream every five seconds and shows its size and its groups' lag as metrics. Any number may do it. */
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

  async function care(): Promise<void> {
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
        'the stream is too long: one of its groups does not keep up, or is gone',
      );
    }
    long = length > LONG_STREAM;
  }

  async function giveUpOldParked(): Promise<void> {
    const [seconds] = await o.redis.time();
    for (const group of groups) {
      const events = await giveUpParked(o.redis, o.stream, group, Number(seconds) * 1_000);
      if (events > 0) {
        o.log.error({ stream: o.stream, group, events }, 'parked events that nobody could read are dead letters now');
      }
    }
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      // The relay or consumer beside this says that the broker is away; here the next round is enough.
      await care().catch((error: unknown) => o.log.debug({ err: error }, 'no care for the stream this time'));
      await pause(o.everyMs ?? EVERY_MS, stopping.signal);
    }
  })();
  return {
    name: `care of ${o.stream}`,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Sets the gauges of one stream; answers its length. */
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
