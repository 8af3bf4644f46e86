import type { Redis } from 'ioredis';
import { createBulkSize } from '../bulk.ts';
import { bytesOf, claimIdle, forgetDeadMembers, readPending, readNew } from './stream-reader.ts';
import type { Delivered, Membership, StreamMessage } from './stream-reader.ts';

const BLOCK_MS = 5_000;
/** So long a read may take: its wait at the broker and the way there and back. */
export const LONGEST_READ_MS = BLOCK_MS + 2_000;
/** A member that has not read for so many times the time to claim is dead; one that lives reads every five seconds. */
const DEAD_AFTER_CLAIMS = 10;
const DEAD_AFTER_AT_LEAST_MS = 60_000;

export interface Taken {
  messages: StreamMessage[];
  /** Another member has held them without an answer: it died, or it is slow. */
  claimed: boolean;
}

export interface MessageSource {
  /** The next messages for this member. Where there are none it waits for new ones, until `wakeAt` at most. */
  next(wakeAt: number): Promise<Taken>;
  /** What was given to this member and is unacknowledged comes again, but for what it has in hand. */
  rereadPending(): void;
  /** A read took too long: fewer messages at once from now on, for as long as it does. */
  readLess(): void;
}

/**
 * Where a member's messages come from, in this order: what a member that died has left behind, what was given to this
 * one and got lost on the way, what is new. It asks for so many as come over the link in a short time. What was deleted
 * from the stream before the group acknowledged it is handed to `onGone`, by its ids.
 */
export function createMessageSource(o: {
  me: Membership;
  commands: Redis;
  /** A blocked read holds its connection, so it has one of its own. */
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
  // What was on its way when a connection broke was given to this member, but never arrived.
  blocking.on('close', rereadPending);

  // While it is away, a connection that is closed for good leaves its last read without an answer.
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
      await forgetDeadMembers(commands, me, { idleMs });
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
