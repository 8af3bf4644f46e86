import type { Redis } from 'ioredis';

const IDS = `
  local ids = {}
  for _, entry in ipairs(redis.call(ARGV[1], KEYS[1], ARGV[2], ARGV[3], 'COUNT', ARGV[4])) do
    table.insert(ids, entry[1])
  end
  return ids`;

/** The ids of a stream's entries, oldest first. The entries, which may be large, stay at the broker. */
export async function entryIds(
  redis: Redis,
  key: string,
  { from = '-', to = '+', count, newestFirst }: { from?: string; to?: string; count: number; newestFirst?: boolean },
): Promise<string[]> {
  const [command, start, end] = newestFirst ? ['XREVRANGE', to, from] : ['XRANGE', from, to];
  const ids = await redis.eval(IDS, 1, key, command ?? '', start ?? '', end ?? '', count);
  return Array.isArray(ids) ? ids.map(String) : [];
}
