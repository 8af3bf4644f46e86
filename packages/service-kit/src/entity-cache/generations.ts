import type { Logger } from '../process/log.ts';
import { counterNamed } from '../process/metrics.ts';
import type { Redis } from '../databases/redis.ts';
import { tagHash, tagsKey } from './names.ts';
import { COOLDOWN_MS, createReachableCache } from './reachable-cache.ts';
import { RAISE, runScript } from './scripts.ts';

/** Of one subgraph. The oldest give way to the floor, which makes every older entry invalid. */
const MAX_TAGS = 20_000;
const TAGS_PER_COMMAND = 1_000;
/** Waiting for a cache that is away. Beyond this, everything is raised when it is back. */
const MAX_PENDING = 10_000;
const TIMEOUT_MS = 500;

/** The generations of one subgraph's tags: what it serves under a raised tag is no longer answered from the cache. */
export interface Generations {
  /**
   * Invalidates what is kept under these tags. Call it after the change can be read: what is fetched from then on is new.
   * Never fails: what does not reach the cache is tried again until it does. Again for the same change does no harm.
   */
  raise(tags: Iterable<string>): Promise<void>;
  /** Invalidates all that is kept of the subgraph, for example since this process may have missed something. */
  raiseAll(): Promise<void>;
  /** Ends the attempts. */
  stop(): void;
}

export function createGenerations({
  redis,
  subgraph,
  log,
  maxTags = MAX_TAGS,
  timeoutMs = TIMEOUT_MS,
}: {
  redis: Redis;
  subgraph: string;
  log: Logger;
  maxTags?: number;
  timeoutMs?: number;
}): Generations {
  const raised = counterNamed({
    name: 'quartet_entity_cache_raised_total',
    help: 'Tags of the entity cache that were raised, and raises that did not reach it',
    labelNames: ['subgraph', 'outcome'],
  });
  const cache = createReachableCache({
    timeoutMs,
    onError: (error) => {
      raised.inc({ subgraph, outcome: 'failed' });
      log.warn({ err: error, subgraph }, 'the entity cache could not be invalidated: tried again until it is');
    },
  });
  /** Not acknowledged by the cache yet. */
  const pending = new Set<string>();
  let everything = false;
  let next: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  async function send(tags: readonly string[]): Promise<boolean> {
    const values = [String(maxTags), ...tags.map(tagHash)];
    const sent = await cache.attempt(() => runScript(redis, RAISE, { keys: [tagsKey(subgraph)], values }));
    if (sent === undefined) return false;
    raised.inc({ subgraph, outcome: 'raised' }, Math.max(tags.length, 1));
    return true;
  }

  async function flush(): Promise<void> {
    while (!stopped && (everything || pending.size > 0)) {
      const all = everything;
      const tags = all ? [] : [...pending].slice(0, TAGS_PER_COMMAND);
      // Before it is sent: what comes in the meantime is sent after it.
      if (all) {
        everything = false;
        pending.clear();
      } else for (const tag of tags) pending.delete(tag);
      if (await send(tags)) continue;
      if (all) everything = true;
      else for (const tag of tags) pending.add(tag);
      clearTimeout(next);
      next = setTimeout(() => void start(), Math.max(cache.coolingMs(), COOLDOWN_MS / 10)).unref();
      return;
    }
  }

  /** One at a time. Who waits for it waits for what it asked for. */
  async function start(): Promise<void> {
    while (running) await running;
    if (stopped) return;
    running = flush().finally(() => (running = undefined));
    await running;
  }

  return {
    async raise(tags) {
      for (const tag of tags) pending.add(tag);
      if (pending.size > MAX_PENDING) everything = true;
      if (everything) pending.clear();
      await start();
    },
    async raiseAll() {
      everything = true;
      await start();
    },
    stop() {
      stopped = true;
      clearTimeout(next);
    },
  };
}
