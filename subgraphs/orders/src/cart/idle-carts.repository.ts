import { isUuid, type Redis } from '@quartet/service-kit';
import { cartKeyOfRef } from './cart-owner.ts';

/*
 * The carts of users by their last use, in sorted sets: user id and time in ms. They are an index and no more: what a cart is,
 * and when it was used last, its own hash says. A set that lacks a cart is repaired by SCAN.
 */

/** Each is one key in a slot of its own, so that no node of a cluster has all of them. */
const SHARDS = Array.from({ length: 16 }, (_, shard) => `carts:idle:{${shard}}`);
/** While it is there, nobody begins a repair. */
const REPAIR_MARK = 'carts:idle:repaired';
/** A repair that stops in the middle is begun anew after this time. */
const REPAIR_LEASE_MS = 60_000;
const SCANS_PER_STEP = 10;
const KEYS_PER_SCAN = 1_000;

/** KEYS: a set. ARGV: member, the score that it had, and the one that it gets, '' for none, for each. */
const SETTLE = `
for i = 1, #ARGV, 3 do
  if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or -1) == tonumber(ARGV[i + 1]) then
    if ARGV[i + 2] == '' then redis.call('ZREM', KEYS[1], ARGV[i])
    else redis.call('ZADD', KEYS[1], ARGV[i + 2], ARGV[i]) end
  end
end`;

export interface IdleCart {
  userId: string;
  /** As the set has it, in ms. */
  usedAt: number;
}

/** Notes when carts were used last. A later time that is there already stays. One round trip. */
export const noteUses = (redis: Redis, uses: readonly IdleCart[]): Promise<void> => add(redis, uses, 'GT');

/** Carts that were used before that time by what the sets say, the oldest of each set, so many of each at most. */
export async function findIdle(redis: Redis, before: number, limit: number): Promise<IdleCart[]> {
  const pipeline = redis.pipeline();
  for (const key of SHARDS) pipeline.zrangebyscore(key, '-inf', before, 'WITHSCORES', 'LIMIT', 0, limit);
  return (await results<string[]>(pipeline)).flatMap((found) => {
    const carts: IdleCart[] = [];
    for (let at = 0; at + 1 < found.length; at += 2) {
      carts.push({ userId: found[at] ?? '', usedAt: Number(found[at + 1]) });
    }
    return carts;
  });
}

/** Takes carts out of the sets, or gives them another time; those that were used in the meantime stay as they are. */
export async function settleIdle(redis: Redis, carts: readonly (IdleCart & { next: number | null })[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const [key, mine] of byShard(carts)) {
    pipeline.eval(SETTLE, 1, key, ...mine.flatMap(({ userId, usedAt, next }) => [userId, usedAt, next ?? '']));
  }
  await results(pipeline);
}

/**
 * One step of a repair: looks at some keys and adds the carts among them that no set has and that were used after `since`.
 * Answers with the cursor for the next step; null: there is nothing to repair now. Two at once do no harm.
 */
export async function repairIdle(
  redis: Redis,
  from: string | null,
  { since, lifeMs, everyMs }: { since: number; lifeMs: number; everyMs: number },
): Promise<string | null> {
  if (from === null) {
    if ((await redis.set(REPAIR_MARK, '', 'PX', REPAIR_LEASE_MS, 'NX')) === null) return null;
  } else await redis.set(REPAIR_MARK, '', 'PX', REPAIR_LEASE_MS);
  let cursor = from ?? '0';
  for (let scan = 0; scan < SCANS_PER_STEP; scan++) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${CART_KEY_START}*`, 'COUNT', KEYS_PER_SCAN);
    await addMissing(redis, keys, { since, lifeMs });
    cursor = next;
    if (cursor !== '0') continue;
    await redis.set(REPAIR_MARK, '', 'PX', everyMs);
    return null;
  }
  return cursor;
}

/** `cart:{u:`, and `}` behind the id. */
const [CART_KEY_START = '', CART_KEY_END = ''] = cartKeyOfRef({ kind: 'user', id: ' ' }).split(' ');

/** When a cart was used last is told by what is left of its life. */
async function addMissing(
  redis: Redis,
  keys: readonly string[],
  { since, lifeMs }: { since: number; lifeMs: number },
): Promise<void> {
  if (keys.length === 0) return;
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.pttl(key);
  const left = await results<number>(pipeline);
  const now = Date.now();
  const carts = keys.map((key, at) => ({
    userId: key.slice(CART_KEY_START.length, -CART_KEY_END.length),
    // Below 0: it has just gone.
    usedAt: now - lifeMs + Math.max(left[at] ?? 0, 0),
  }));
  await add(
    redis,
    // A key that is not ours must not stop the looking at all others.
    carts.filter(({ userId, usedAt }) => isUuid(userId) && usedAt > since),
    'NX',
  );
}

async function add(redis: Redis, carts: readonly IdleCart[], which: 'GT' | 'NX'): Promise<void> {
  if (carts.length === 0) return;
  const pipeline = redis.pipeline();
  for (const [key, mine] of byShard(carts)) {
    pipeline.call('ZADD', key, which, ...mine.flatMap(({ userId, usedAt }) => [usedAt, userId]));
  }
  await results(pipeline);
}

function byShard<T extends IdleCart>(carts: readonly T[]): Map<string, T[]> {
  return Map.groupBy(carts, ({ userId }) => {
    // The last digits of an id are random.
    const shard = Number.parseInt(userId.slice(-2), 16) % SHARDS.length;
    return SHARDS[shard] ?? SHARDS[0] ?? '';
  });
}

/** @throws the error of the first command that failed */
async function results<T>(pipeline: ReturnType<Redis['pipeline']>): Promise<T[]> {
  const answers = (await pipeline.exec()) ?? [];
  return answers.map(([error, answer]) => {
    if (error) throw error;
    return answer as T;
  });
}
