import type { Redis } from 'ioredis';
import { groupsOf } from '../bus-state.ts';
import { isBefore } from '../consumer/stream-reader.ts';

/** A group that has read nothing for this long does not hold up the others. */
const STALLED_MS = 5_000;

/** Keeps republished events from delaying live ones in a stream. */
export interface RepublishPace {
  /** A batch with republished events was appended, up to this entry. */
  appended(entry: string): void;
  /** Whether the next batch may be appended. */
  mayContinue(): Promise<boolean>;
}

/**
 * A stream is read in order, so a live event waits behind everything that was appended before it. Therefore only one
 * batch of republished events is unread at a time: the next one is appended when the groups have read it, and the
 * others stay in their table. A group that has stalled is not waited for while another group reads.
 */
export function createRepublishPace({ redis, stream }: { redis: Redis; stream: string }): RepublishPace {
  let last: string | null = null;
  let seen = new Map<string, { delivered: string; since: number }>();
  return {
    appended(entry) {
      last = entry;
    },
    async mayContinue() {
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
