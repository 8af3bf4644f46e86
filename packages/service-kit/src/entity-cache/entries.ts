import { z } from 'zod';
import type { Redis } from '../databases/redis.ts';
import { entryKey, tagHash, tagsKey } from './names.ts';
import { MOVED, READ, STORE, STORED, TOO_OLD, runScript } from './scripts.ts';

/** What the cache knew when it was asked. */
export interface Lookup {
  /** The clock of the subgraph's generations: a fetch that begins now stores its answer only if no tag of it moved since. */
  readonly clock: string;
  /** By the cache's own clock, in ms. */
  readonly now: number;
  /** In the order of the keys. */
  readonly entries: readonly (Entry | undefined)[];
}

export interface Entry {
  /** JSON. */
  readonly body: string;
  readonly endsAt: number;
}

export interface NewEntry {
  readonly key: string;
  readonly clock: string;
  readonly endsAt: number;
  readonly tags: readonly string[];
  readonly body: string;
}

export type StoreOutcome = 'stored' | 'moved' | 'too_old';

const readReply = z.tuple([z.string(), z.string()]).rest(z.string().nullable());
const storeReply = z.array(z.number());
const OUTCOMES = new Map<number, StoreOutcome>([
  [STORED, 'stored'],
  [MOVED, 'moved'],
  [TOO_OLD, 'too_old'],
]);

/** The valid entries under these keys, in one round trip. @throws where Redis does not answer */
export async function readEntries(
  redis: Redis,
  { subgraph, keys }: { subgraph: string; keys: readonly string[] },
): Promise<Lookup> {
  const names = [tagsKey(subgraph), ...keys.map((key) => entryKey(subgraph, key))];
  const [clock, now, ...kept] = readReply.parse(await runScript(redis, READ, { keys: names, values: [] }));
  return { clock, now: Number(now), entries: keys.map((_, at) => parseEntry(kept[at] ?? null)) };
}

/** Stores each entry under whose tags nothing moved since its fetch began, in one round trip. @throws where Redis does not answer */
export async function storeEntries(
  redis: Redis,
  { subgraph, entries }: { subgraph: string; entries: readonly NewEntry[] },
): Promise<StoreOutcome[]> {
  const names = [tagsKey(subgraph), ...entries.map(({ key }) => entryKey(subgraph, key))];
  const values = entries.flatMap(({ clock, endsAt, tags, body }) => {
    const hashes = tags.map(tagHash);
    const head = [clock, String(endsAt), ...hashes.map((hash) => `t${hash}`)].join(' ');
    return [clock, String(endsAt), hashes.join(' '), `${head}\n${body}`];
  });
  const outcomes = storeReply.parse(await runScript(redis, STORE, { keys: names, values }));
  return outcomes.map((outcome) => OUTCOMES.get(outcome) ?? 'moved');
}

function parseEntry(kept: string | null): Entry | undefined {
  if (kept === null) return undefined;
  const end = kept.indexOf('\n');
  const [, endsAt] = kept.slice(0, end).split(' ', 2);
  return { body: kept.slice(end + 1), endsAt: Number(endsAt) };
}
