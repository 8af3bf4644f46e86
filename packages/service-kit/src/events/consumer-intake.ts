import type { Redis } from 'ioredis';
import { claimIdle, readHeld, readNew } from './stream-reader.ts';
import type { Membership, StreamMessage } from './stream-reader.ts';

const BLOCK_MS = 5_000;
/** So long a read may take: its wait at the broker and the way there and back. */
export const LONGEST_READ_MS = BLOCK_MS + 2_000;

export interface Intake {
  /** The next messages for this member. Where there are none it waits for new ones, until `wakeAt` at most. */
  next(wakeAt: number): Promise<StreamMessage[]>;
  /** What was given to this member and is unacknowledged comes again, but for what it has in hand. */
  readHeldAgain(): void;
}

/**
 * Where a member's messages come from, in this order: what a member that died has left behind, what was given to this
 * one and got lost on the way, what is new.
 */
export function createIntake(o: {
  me: Membership;
  commands: Redis;
  /** A blocked read holds its connection, so it has one of its own. */
  blocking: Redis;
  batch: number;
  claimAfterMs: number;
  stopping: AbortSignal;
  inHand: (id: string) => boolean;
}): Intake {
  const { me, commands, blocking, batch, claimAfterMs } = o;
  let claimCursor = '0-0';
  let nextClaim = 0;
  let heldAfter: string | null = null;
  const readHeldAgain = (): void => {
    heldAfter = '0-0';
  };
  // What was on its way when a connection broke was given to this member, but never arrived.
  blocking.on('close', readHeldAgain);

  const notInHand = (messages: StreamMessage[]) => messages.filter((message) => !o.inHand(message.id));

  // While it is away, a connection that is closed for good leaves its last read without an answer.
  function unlessStopped(read: Promise<StreamMessage[]>): Promise<StreamMessage[]> {
    return new Promise((resolve, reject) => {
      const onStop = (): void => resolve([]);
      o.stopping.addEventListener('abort', onStop, { once: true });
      read.then(resolve, reject).finally(() => o.stopping.removeEventListener('abort', onStop));
    });
  }

  return {
    readHeldAgain,
    async next(wakeAt) {
      if (Date.now() >= nextClaim) {
        const claimed = await claimIdle(commands, me, { count: batch, idleMs: claimAfterMs, cursor: claimCursor });
        claimCursor = claimed.cursor;
        if (claimCursor === '0-0') nextClaim = Date.now() + claimAfterMs / 2;
        const messages = notInHand(claimed.messages);
        if (messages.length > 0) return messages;
      }
      if (heldAfter !== null && blocking.status === 'ready') {
        const held = await readHeld(commands, me, { count: batch, after: heldAfter });
        heldAfter = held.at(-1)?.id ?? null;
        return notInHand(held);
      }
      const blockMs = Math.min(BLOCK_MS, Math.max(1, Math.min(nextClaim, wakeAt) - Date.now()));
      return unlessStopped(readNew(blocking, me, { count: batch, blockMs }));
    },
  };
}
