import { Command, type Redis } from 'ioredis';
import { BULK_DEADLINE_MS } from '../databases/redis.ts';

/** The largest transfer in one command, in either direction: 64 ms over a link of 4 MB/s. */
const BULK_BYTES = 256 * 1024;

/** A command with the deadline of a bulk transfer, as the commands of a pipeline have. Its time starts now. */
function bulkCommand(name: string, args: readonly (string | number)[]): Command {
  const command = new Command(name, [...args], { replyEncoding: 'utf8' });
  // A command keeps the first deadline it gets, so the connection's shorter one no longer applies.
  command.setTimeout(BULK_DEADLINE_MS);
  return command;
}

/** Sends a command with the deadline of a bulk transfer. */
export async function bulkCall(redis: Redis, name: string, args: readonly (string | number)[]): Promise<unknown> {
  return redis.sendCommand(bulkCommand(name, args));
}

/** How much one transfer carries: less after a time-out, gradually more after each success. */
export interface BulkSize {
  /** The most bytes of the next transfer; a single entry may be larger. */
  bytes: () => number;
  /** How many entries to request where their size is not known beforehand. */
  count: () => number;
  moved: (entries: number, bytes: number) => void;
  timedOut: () => void;
}

/** Starts with few entries, since their size is not known yet. */
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
