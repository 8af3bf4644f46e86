import type { Redis } from 'ioredis';
import { type BulkSize, createBulkSize } from '../bulk.ts';
import type { CloudEvent } from '../envelope.ts';
import { eventMetrics } from '../metrics.ts';
import { isBefore } from '../consumer/stream-reader.ts';
import { EVENT_FIELD, TARGET_GROUP_FIELD } from '../streams.ts';

/** An event on its way to a stream. `targetGroup` names the one group that it is for; null: all groups. */
export interface Outgoing {
  event: CloudEvent;
  targetGroup: string | null;
}

/** The outcome of appending events. */
export interface Appended {
  /** The ids of the events that the broker has. */
  done: Set<string>;
  /** Why the others are not there. */
  error?: Error;
}

export interface Publisher {
  /** Appends events in their order. The caller passes those that are not done again. */
  append(outgoing: readonly Outgoing[]): Promise<Appended>;
  /** How much one round trip appends. */
  size: BulkSize;
  /** The newest entry that this publisher has appended. */
  lastEntry(): string | null;
}

const AT_ONCE = 100;
const IN_DOUBT_AT_MOST = 1_000;
/** How far before this process's time the broker may have appended an event: their clocks differ. */
const CLOCKS_APART_MS = 60_000;

/**
 * Appends events to a stream and remembers those in doubt: an append that timed out may have succeeded all the same.
 * Before such an event is appended again the publisher searches for it at the broker, so that a slow link does not fill
 * the stream with duplicates.
 */
export function createPublisher({ redis, stream }: { redis: Redis; stream: string }): Publisher {
  const size = createBulkSize({ atMost: AT_ONCE });
  let last: string | null = null;
  /** Events without an answer, and the entry behind which they lie if they were appended. */
  const inDoubt = new Map<string, string>();

  /** Appends one round trip's worth. */
  async function appendSome(outgoing: readonly Outgoing[]): Promise<Appended> {
    const behind = last ?? `${Date.now() - CLOCKS_APART_MS}-0`;
    const outcome = await appendTo(redis, stream, outgoing);
    for (const entry of outcome.entries) if (last === null || isBefore(last, entry)) last = entry;
    for (const id of outcome.unknown) if (!inDoubt.has(id)) inDoubt.set(id, behind);
    for (const id of inDoubt.keys()) {
      if (inDoubt.size <= IN_DOUBT_AT_MOST) break;
      inDoubt.delete(id);
    }
    if (outcome.unknown.length > 0) size.timedOut();
    return outcome;
  }

  async function findDoubtful(outgoing: readonly Outgoing[]): Promise<Set<string>> {
    const asked = outgoing.flatMap(({ event: { id } }) => {
      const behind = inDoubt.get(id);
      return behind === undefined ? [] : [{ id, behind }];
    });
    const [first] = asked.map(({ behind }) => behind).sort((a, b) => (isBefore(a, b) ? -1 : 1));
    if (first === undefined) return new Set();
    const ids = asked.map(({ id }) => id);
    const found = await findAppended(redis, stream, { ids, behind: first });
    for (const id of ids) inDoubt.delete(id);
    return found;
  }

  return {
    size,
    lastEntry: () => last,
    async append(outgoing) {
      const done = await findDoubtful(outgoing);
      let left = outgoing.filter(({ event }) => !done.has(event.id));
      while (left.length > 0) {
        const some = take(left, size.bytes());
        const appended = await appendSome(some);
        for (const id of appended.done) done.add(id);
        if (appended.error) return { done, error: appended.error };
        size.moved(some.length, bytesOf(some));
        left = left.slice(some.length);
      }
      return { done };
    },
  };
}

/**
 * Appends events to a stream, in their order. Resolves once the broker has acknowledged every one of them. On an error
 * some may have been appended all the same: publish all of them again, consumers drop duplicates.
 * @throws the broker's or the connection's error
 */
export async function publishEvents(redis: Redis, stream: string, events: readonly CloudEvent[]): Promise<void> {
  const { error } = await createPublisher({ redis, stream }).append(
    events.map((event) => ({ event, targetGroup: null })),
  );
  if (error) throw error;
}

interface Outcome extends Appended {
  entries: string[];
  /** Events without an answer: the broker may have them or not. */
  unknown: string[];
}

/** One round trip. */
async function appendTo(redis: Redis, stream: string, outgoing: readonly Outgoing[]): Promise<Outcome> {
  const pipeline = redis.pipeline();
  for (const { event, targetGroup } of outgoing) {
    pipeline.xadd(
      stream,
      '*',
      EVENT_FIELD,
      JSON.stringify(event),
      ...(targetGroup === null ? [] : [TARGET_GROUP_FIELD, targetGroup]),
    );
  }
  const answers = await pipeline.exec();
  if (answers === null || answers.length !== outgoing.length) throw new Error('The broker did not answer every append');
  const outcome: Outcome = { done: new Set(), entries: [], unknown: [] };
  answers.forEach(([error, entry], at) => {
    const id = outgoing[at]?.event.id ?? '';
    if (error === null) {
      outcome.done.add(id);
      outcome.entries.push(String(entry));
      return;
    }
    outcome.error ??= error;
    if (error.name !== 'ReplyError') outcome.unknown.push(id);
  });
  eventMetrics().published.inc({ stream }, outcome.done.size);
  return outcome;
}

// The envelope's id is the first `id` in its JSON. The entries stay at the broker.
const FIND = `
  local wanted, found = {}, {}
  for at = 2, #ARGV do wanted[ARGV[at]] = true end
  local entries = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', 100)
  for _, entry in ipairs(entries) do
    for at = 1, #entry[2], 2 do
      if entry[2][at] == '${EVENT_FIELD}' then
        local id = string.match(entry[2][at + 1], '"id"%s*:%s*"([^"]+)"')
        if id and wanted[id] then table.insert(found, id) end
      end
    end
  end
  return {#entries > 0 and entries[#entries][1] or false, found}`;

/** Which of the events are in the stream, behind an entry. */
async function findAppended(
  redis: Redis,
  stream: string,
  { ids, behind }: { ids: readonly string[]; behind: string },
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let after: string | null = behind; after !== null && found.size < ids.length;) {
    const answer: unknown = await redis.eval(FIND, 1, stream, `(${after}`, ...ids);
    const [last, some] = Array.isArray(answer) ? (answer as unknown[]) : [];
    if (Array.isArray(some)) for (const id of some) found.add(String(id));
    after = typeof last === 'string' ? last : null;
  }
  return found;
}

/** As many of the first events as fit, and at least one. */
function take(outgoing: readonly Outgoing[], bytes: number): Outgoing[] {
  const some: Outgoing[] = [];
  let sum = 0;
  for (const one of outgoing.slice(0, AT_ONCE)) {
    sum += bytesOf([one]);
    if (some.length > 0 && sum > bytes) break;
    some.push(one);
  }
  return some;
}

function bytesOf(outgoing: readonly Outgoing[]): number {
  return outgoing.reduce((sum, { event }) => sum + Buffer.byteLength(JSON.stringify(event)), 0);
}
