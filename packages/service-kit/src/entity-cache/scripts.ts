import { createHash } from 'node:crypto';
import type { Redis } from '../databases/redis.ts';

/*
 * What the entity cache keeps of one subgraph, all in one cluster slot:
 *
 * - `{cache:NAME}:tags`, a sorted set: each tag with its generation, the number that was current when it was raised last. The
 *   member '' is the floor: entries noted before it are invalid, whatever their tags. The highest number of all is the clock.
 *   All of it is one key, so that an eviction takes either nothing or everything; a set that is made anew begins with the
 *   time in microseconds as its floor, above all numbers of its predecessors.
 * - `{cache:NAME}:e:HASH`, an entry: the clock when its fetch began, when it ends in ms, the hashes of its tags, a line feed and
 *   the answer as JSON.
 */

export interface Script {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local micros = string.format('%.0f', time[1] * 1000000 + time[2])
`;

/** KEYS: tags, entries. Answers the clock, the time in ms, and each entry that is still valid. */
export const READ = script(`${NOW}
local clock = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if not clock then
  clock = micros
  redis.call('ZADD', KEYS[1], clock, '')
end
local floor = tonumber(redis.call('ZSCORE', KEYS[1], ''))
local answer = { clock, string.format('%.0f', now) }
local entries = #KEYS > 1 and redis.call('MGET', unpack(KEYS, 2)) or {}
for i, entry in ipairs(entries) do
  local valid = false
  if entry then
    local head = string.sub(entry, 1, string.find(entry, '\\n', 1, true) - 1)
    local noted = tonumber(string.match(head, '^%d+'))
    valid = noted >= floor
    if valid and noted < tonumber(clock) then
      for tag in string.gmatch(head, ' t([%w_-]+)') do
        local generation = redis.call('ZSCORE', KEYS[1], tag)
        if generation and tonumber(generation) > noted then valid = false end
      end
    end
  end
  answer[i + 2] = valid and entry
end
return answer`);

export const STORED = 1;
export const MOVED = 0;
export const TOO_OLD = 2;

/**
 * KEYS: tags, entries. ARGV, for each entry: the clock when its fetch began, when it ends, its tags separated by spaces, and
 * all of it as it is kept. Stores what no tag has moved under since. Answers one number for each.
 */
export const STORE = script(`${NOW}
local floor = redis.call('ZSCORE', KEYS[1], '')
local answer = {}
for i = 2, #KEYS do
  local noted, ends = tonumber(ARGV[4 * i - 7]), tonumber(ARGV[4 * i - 6])
  local outcome = floor and noted >= tonumber(floor) and ${STORED} or ${MOVED}
  for tag in string.gmatch(ARGV[4 * i - 5], '[%w_-]+') do
    local generation = redis.call('ZSCORE', KEYS[1], tag)
    if generation and tonumber(generation) > noted then outcome = ${MOVED} end
  end
  if outcome == ${STORED} and ends <= now then outcome = ${TOO_OLD} end
  if outcome == ${STORED} then redis.call('SET', KEYS[i], ARGV[4 * i - 4], 'PX', string.format('%.0f', ends - now)) end
  answer[i - 1] = outcome
end
return answer`);

/**
 * KEYS: tags. ARGV: how many tags may be kept, then the tags to raise; none raises everything. What is pruned becomes the
 * floor, so that nothing older counts as valid. The first line lets it work where Redis has no free memory.
 */
export const RAISE = script(`redis.pcall('ZREM', KEYS[1], '-')
${NOW}
local clock = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
local next = clock and string.format('%.0f', tonumber(clock) + 1) or micros
if not clock or #ARGV == 1 then
  redis.call('DEL', KEYS[1])
  redis.call('ZADD', KEYS[1], next, '')
end
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], next, ARGV[i]) end
local over = redis.call('ZCARD', KEYS[1]) - 1 - tonumber(ARGV[1])
if over > 0 then
  local edge = redis.call('ZRANGE', KEYS[1], over, over, 'WITHSCORES')[2]
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, over)
  redis.call('ZADD', KEYS[1], edge, '')
end
return next`);

/** Runs a script that Redis usually knows already. */
export async function runScript(
  redis: Redis,
  { text, sha }: Script,
  { keys, values }: { keys: readonly string[]; values: readonly string[] },
): Promise<unknown> {
  try {
    return await redis.evalsha(sha, keys.length, ...keys, ...values);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return redis.eval(text, keys.length, ...keys, ...values);
  }
}
