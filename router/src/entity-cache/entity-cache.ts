import {
  type Entry,
  type Lookup,
  type NewEntry,
  type Redis,
  counterNamed,
  createReachableCache,
  readEntries,
  storeEntries,
} from '@quartet/service-kit';

/** A request waits no longer for the cache: the subgraphs are about as fast. */
const TIMEOUT_MS = 100;
const KEYS_PER_READ = 1_000;
/** Of one entry, and of all that one command stores. */
const MAX_ENTRY_BYTES = 64 * 1_024;
const BYTES_PER_STORE = 1_024 * 1_024;
const ENTRIES_PER_STORE = 500;
/** On their way to the cache. Beyond this, new ones are not kept. */
const MAX_WAITING_BYTES = 16 * 1_024 * 1_024;

/** Answers of subgraphs in Redis, for all routers. It never fails and hardly delays: without Redis it is as if it were not there. */
export interface EntityCache {
  /**
   * What is kept under these keys. Lookups of one turn of the event loop are one round trip for each subgraph. Undefined where
   * the cache is away.
   */
  read(subgraph: string, keys: readonly string[]): Promise<Lookup | undefined>;
  /** Stores them in the background, as far as nothing moved since their fetches began. */
  keep(subgraph: string, entries: readonly NewEntry[]): void;
}

interface WaitingRead {
  readonly keys: readonly string[];
  readonly resolve: (lookup: Lookup | undefined) => void;
}

export function createEntityCache({
  redis,
  timeoutMs = TIMEOUT_MS,
}: {
  redis: Redis;
  timeoutMs?: number;
}): EntityCache {
  const count = counters();
  const cache = createReachableCache({ timeoutMs, onError: () => count.error() });
  const reads = new Map<string, WaitingRead[]>();
  const stores = new Map<string, NewEntry[]>();
  let waitingBytes = 0;
  let isScheduled = false;

  /** After all that is ready by now: stages of many requests then share their round trips. */
  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      for (const [subgraph, waiting] of reads) void readTogether(subgraph, waiting);
      reads.clear();
      for (const [subgraph, entries] of stores) void storeTogether(subgraph, entries);
      stores.clear();
    });
  }

  async function readTogether(subgraph: string, waiting: readonly WaitingRead[]): Promise<void> {
    const places = new Map<string, number>();
    for (const { keys } of waiting) for (const key of keys) if (!places.has(key)) places.set(key, places.size);
    const lookup = await lookUp(subgraph, [...places.keys()]);
    for (const { keys, resolve } of waiting) {
      const entries = lookup && keys.map((key) => lookup.entries[places.get(key) ?? -1]);
      if (entries) count.reads(subgraph, entries);
      resolve(entries && { ...lookup, entries });
    }
  }

  /** The clock of the first part holds for all: what moves in between only keeps more from being stored. */
  async function lookUp(subgraph: string, keys: readonly string[]): Promise<Lookup | undefined> {
    const parts = await Promise.all(
      [...partsOf(keys, KEYS_PER_READ)].map((part) =>
        cache.attempt(() => readEntries(redis, { subgraph, keys: part })),
      ),
    );
    const [first] = parts;
    if (!first) return undefined;
    return { ...first, entries: parts.flatMap((part, at) => part?.entries ?? missing(keys, at)) };
  }

  async function storeTogether(subgraph: string, entries: readonly NewEntry[]): Promise<void> {
    for (const part of storesOf(entries)) {
      const outcomes = await cache.attempt(() => storeEntries(redis, { subgraph, entries: part }));
      for (const outcome of outcomes ?? part.map(() => 'failed' as const)) count.store(subgraph, outcome);
      for (const { body } of part) waitingBytes -= body.length;
    }
  }

  return {
    read(subgraph, keys) {
      if (cache.coolingMs() > 0) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const waiting = reads.get(subgraph) ?? [];
        waiting.push({ keys, resolve });
        reads.set(subgraph, waiting);
        schedule();
      });
    },
    keep(subgraph, entries) {
      const waiting = stores.get(subgraph) ?? [];
      for (const entry of entries) {
        if (entry.body.length > MAX_ENTRY_BYTES) count.store(subgraph, 'too_large');
        else if (waitingBytes + entry.body.length > MAX_WAITING_BYTES) count.store(subgraph, 'failed');
        else {
          waitingBytes += entry.body.length;
          waiting.push(entry);
        }
      }
      if (waiting.length === 0) return;
      stores.set(subgraph, waiting);
      schedule();
    },
  };
}

const missing = (keys: readonly string[], part: number): undefined[] =>
  keys.slice(part * KEYS_PER_READ, (part + 1) * KEYS_PER_READ).map(() => undefined);

function* partsOf<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}

function* storesOf(entries: readonly NewEntry[]): Generator<NewEntry[]> {
  let part: NewEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (part.length === ENTRIES_PER_STORE || (part.length > 0 && bytes + entry.body.length > BYTES_PER_STORE)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(entry);
    bytes += entry.body.length;
  }
  if (part.length > 0) yield part;
}

function counters() {
  const reads = counterNamed({
    name: 'quartet_entity_cache_reads_total',
    help: 'Entities and root fields that were looked up in the entity cache',
    labelNames: ['subgraph', 'outcome'],
  });
  const stores = counterNamed({
    name: 'quartet_entity_cache_stores_total',
    help: 'Answers for the entity cache, by what became of them; moved: a tag of theirs was raised while they were fetched',
    labelNames: ['subgraph', 'outcome'],
  });
  const errors = counterNamed({
    name: 'quartet_entity_cache_errors_total',
    help: 'Commands that the Redis of the entity cache failed or did not answer in time',
    labelNames: [],
  });
  return {
    reads(subgraph: string, entries: readonly (Entry | undefined)[]) {
      const hits = entries.reduce((sum, entry) => sum + (entry ? 1 : 0), 0);
      if (hits > 0) reads.inc({ subgraph, outcome: 'hit' }, hits);
      if (hits < entries.length) reads.inc({ subgraph, outcome: 'miss' }, entries.length - hits);
    },
    store: (subgraph: string, outcome: string) => stores.inc({ subgraph, outcome }),
    error: () => errors.inc(),
  };
}
