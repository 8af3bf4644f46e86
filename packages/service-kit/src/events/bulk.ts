import { Command } from 'ioredis';
import type { Redis } from 'ioredis';
import { BULK_DEADLINE_MS } from '../databases/redis.ts';

/** So many bytes are moved at once, one way or the other: 64 ms over a link of 4 MB/s. */
const BULK_BYTES = 256 * 1024;

/** A command with the deadline of a bulk transfer, as those of a pipeline have it. Its time runs from now on. */
function bulkCommand(name: string, args: readonly (string | number)[]): Command {
  const command = new Command(name, [...args], { replyEncoding: 'utf8' });
  // The first deadline that a command is given stays, so the connection's shorter one is not set any more.
  command.setTimeout(BULK_DEADLINE_MS);
  return command;
}

/** Sends one such command. */
export async function bulkCall(redis: Redis, name: string, args: readonly (string | number)[]): Promise<unknown> {
  return redis.sendCommand(bulkCommand(name, args));
}

/** How much is moved at once: less after a time-out, more again while it goes well. */
export interface BulkSize {
  /** The bytes that the next transfer may have; a single entry may be larger. */
  bytes: () => number;
  /** How many entries are asked for, where their size is not known beforehand. */
  count: () => number;
  moved: (entries: number, bytes: number) => void;
  timedOut: () => void;
}

/** Begins with few entries, since their size is not known yet. */
export function createBulkSize({ atMost }: { atMost: number }): BulkSize {
  let budget = BULK_BYTES;
  let count = Math.min(16, atMost);
  return {
    bytes: () => budget,
    count: () => count,
    moved(entries, bytes) {
      if (entries === 0) return;
      budget = Math.min(BULK_BYTES, budget * 2);
      const fitting = Math.floor((budget * entries) / Math.max(1, bytes));
      count = Math.max(1, Math.min(fitting, count * 2, atMost));
    },
    timedOut() {
      budget = Math.max(1, Math.floor(budget / 2));
      count = Math.max(1, Math.floor(count / 2));
    },
  };
}
