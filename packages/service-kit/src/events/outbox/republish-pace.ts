import type { Redis } from 'ioredis';
import { groupsOf } from '../bus-state.ts';
import { isBefore } from '../consumer/stream-reader.ts';

/** A group that has read nothing for so long does not hold up those that do. */
const STALLED_MS = 5_000;

/** Keeps republished events from standing before live ones in a stream. */
export interface RepublishPace {
  /** A batch with republished events was appended, up to this entry. */
  appended(entry: string): void;
  /** Whether the next batch may be appended. */
  mayGoOn(): Promise<boolean>;
}

/**
 * A stream is read from its beginning, so a live event waits behind everything that was appended before it. Therefore
 * one batch of republished events lies in the stream at a time: the next one comes when the groups have read it, the
 * others wait where they are stored. A group that stands still is not waited for, as long as another one reads.
 */
export function createRepublishPace({ redis, stream }: { redis: Redis; stream: string }): RepublishPace {
  let last: string | null = null;
  let seen = new Map<string, { delivered: string; since: number }>();
  return {
    appended(entry) {
      last = entry;
    },
    async mayGoOn() {
      if (last === null) return true;
      const batch = last;
      const groups = await groupsOf(redis, stream);
      const now = Date.now();
      seen = new Map(
        groups.map(({ name, lastDelivered: delivered }) => {
          const before = seen.get(name);
          return [name, before?.delivered === delivered ? before : { delivered, since: now }];
        }),
      );
      const behind = [...seen.values()].filter(({ delivered }) => isBefore(delivered, batch));
      const stalled = behind.filter(({ since }) => now - since >= STALLED_MS);
      const othersRead = behind.length < seen.size;
      if (behind.length > 0 && (behind.length > stalled.length || !othersRead)) return false;
      last = null;
      return true;
    },
  };
}
