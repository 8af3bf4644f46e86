import type { Redis } from 'ioredis';
import { createBulkSize } from '../bulk.ts';
import {
  bytesOf,
  claimIdle,
  type Delivered,
  type Membership,
  readNew,
  readPending,
  removeDeadMembers,
  type StreamMessage,
} from './stream-reader.ts';

const BLOCK_MS = 5_000;
/** How long a read may take: its wait at the broker and the round trip. */
export const LONGEST_READ_MS = BLOCK_MS + 2_000;
/** A member that has not read for this many claim periods is dead; a live one reads every five seconds. */
const DEAD_AFTER_CLAIMS = 10;
const DEAD_AFTER_AT_LEAST_MS = 60_000;

export interface SourceBatch {
  messages: StreamMessage[];
  /** Another member held them without acknowledging them: it died, or it is slow. */
  claimed: boolean;
}

export interface MessageSource {
  /** The next messages for this member. Where there are none it waits for new ones, but not beyond `wakeAt`. */
  next(wakeAt: number): Promise<SourceBatch>;
  /** Reads this member's pending messages again, except those that wait in its retry queue. */
  rereadPending(): void;
  /** A read timed out: reads fewer messages at once until reads are fast again. */
  readLess(): void;
}

/**
 * The source of a member's messages, in this order: messages of a member that died, messages that were delivered to
 * this member and lost on the way, new messages. The batch size follows the speed of the link. `onGone` receives the
 * ids of messages that were deleted from the stream before the group acknowledged them.
 */
export function createMessageSource(o: {
  me: Membership;
  commands: Redis;
  /** Its own connection, since a blocking read occupies it. */
  blocking: Redis;
  batch: number;
  claimAfterMs: number;
  stopping: AbortSignal;
  isPending: (id: string) => boolean;
  onGone: (ids: readonly string[]) => Promise<void>;
}): MessageSource {
  const { me, commands, blocking, claimAfterMs } = o;
  const size = createBulkSize({ atMost: o.batch });
  let claimCursor = '0-0';
  let nextClaim = 0;
  let pendingAfter: string | null = null;
  const rereadPending = (): void => {
    pendingAfter = '0-0';
  };
  // Messages on their way when a connection broke count as delivered to this member, but never arrived.
  blocking.on('close', rereadPending);

  // A connection that is closed while the broker is unavailable never settles its last read.
  function unlessStopped(read: Promise<Delivered>): Promise<Delivered> {
    return new Promise((resolve, reject) => {
      const onStop = (): void => resolve({ messages: [], gone: [], hasUnnamedGone: false });
      o.stopping.addEventListener('abort', onStop, { once: true });
      read.then(resolve, reject).finally(() => o.stopping.removeEventListener('abort', onStop));
    });
  }

  async function take(read: Delivered): Promise<StreamMessage[]> {
    size.moved(read.messages.length, bytesOf(read.messages));
    if (read.gone.length > 0) await o.onGone(read.gone);
    if (read.hasUnnamedGone) rereadPending();
    return read.messages.filter((message) => !o.isPending(message.id));
  }

  async function claim(): Promise<StreamMessage[]> {
    const claimed = await claimIdle(commands, me, {
      count: size.count(),
      idleMs: claimAfterMs,
      cursor: claimCursor,
    });
    claimCursor = claimed.cursor;
    if (claimCursor === '0-0') {
      nextClaim = Date.now() + claimAfterMs / 2;
      const idleMs = Math.max(DEAD_AFTER_AT_LEAST_MS, DEAD_AFTER_CLAIMS * claimAfterMs);
      await removeDeadMembers(commands, me, { idleMs });
    }
    return take(claimed);
  }

  return {
    rereadPending,
    readLess: size.timedOut,
    async next(wakeAt) {
      if (Date.now() >= nextClaim) {
        const messages = await claim();
        if (messages.length > 0) return { messages, claimed: true };
      }
      if (pendingAfter !== null && blocking.status === 'ready') {
        const held = await readPending(commands, me, { count: size.count(), after: pendingAfter });
        pendingAfter = held.last;
        return { messages: await take(held), claimed: false };
      }
      const blockMs = Math.min(BLOCK_MS, Math.max(1, Math.min(nextClaim, wakeAt) - Date.now()));
      const fresh = await unlessStopped(readNew(blocking, me, { count: size.count(), blockMs }));
      return { messages: await take(fresh), claimed: false };
    },
  };
}
