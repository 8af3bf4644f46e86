import { STREAMS } from '@quartet/schema/events';
import { dataLossOf, readBroker, type Logger, type Redis } from '@quartet/service-kit';
import type { RelayCheckpoint, RelayProgress } from './relay-progress.repository.ts';

/** How long before the last successful check the broker may have lost what it had acknowledged. */
const WINDOW_MS = 15 * 60_000;
/** Checkpoints are kept a minute apart; the time of the last check is saved twice as often. */
const CHECKPOINT_EVERY_MS = 60_000;
const SAVE_CHECK_EVERY_MS = 30_000;

export interface BrokerCheck {
  /** What is to be saved, in one write. */
  progress: Partial<RelayProgress>;
  /** The relay went back, and begins again from this progress. */
  restart: boolean;
}

/**
 * Checks whether the broker has lost something, or a consumer group asked for all products. If so, the relay's progress
 * goes back, together with the note of the broker as it is now: to the checkpoint of fifteen minutes before the last
 * successful check, or to a snapshot where the broker was emptied, is new, or no checkpoint is as old.
 * @returns null where nothing is to be saved, also while the broker does not answer
 */
export async function checkBroker(
  { redis, log }: { redis: Redis; log: Logger },
  progress: RelayProgress,
): Promise<BrokerCheck | null> {
  const now = new Date();
  const found = await readBroker(redis, STREAMS.catalog).catch(() => null);
  if (found === null) return null;
  const known = progress.store ?? null;
  const { snapshotRequested, snapshotServed, checkpoints = [] } = progress;
  const isRequested = snapshotRequested !== undefined && snapshotRequested !== snapshotServed;
  const loss = isRequested ? 'all' : dataLossOf(known, found);
  const store = { ...found, checkedAt: now };
  if (known !== null && loss === 'none') {
    const saved = checkpointsToSave(progress, now);
    return saved && { progress: { store, checkpoints: saved }, restart: false };
  }
  const checkpoint =
    known && loss === 'tail' ? checkpointBefore(checkpoints, known.checkedAt.getTime() - WINDOW_MS) : undefined;
  if (known !== null) {
    // A restarted broker and a new search index are routine; an emptied broker is not.
    const level = loss === 'all' && !isRequested ? 'warn' : 'info';
    log[level]({ loss, requested: isRequested, all: !checkpoint }, 'products are published again');
  }
  const moved: Partial<RelayProgress> = checkpoint
    ? { resumeToken: checkpoint.resumeToken, checkpoints: [checkpoint] }
    : { snapshot: { after: null }, checkpoints: [], ...(isRequested && { snapshotServed: snapshotRequested }) };
  return { progress: { ...moved, store }, restart: true };
}

/** Null where the last save is recent enough. */
function checkpointsToSave(progress: RelayProgress, now: Date): RelayCheckpoint[] | null {
  const { store, resumeToken, snapshot, checkpoints = [] } = progress;
  const ageOf = (at: Date | undefined): number => now.getTime() - (at?.getTime() ?? 0);
  if (ageOf(store?.checkedAt) < SAVE_CHECK_EVERY_MS) return null;
  // While a snapshot runs, its beginning is the only place to go back to.
  const isDue = resumeToken !== undefined && !snapshot && ageOf(checkpoints.at(-1)?.at) >= CHECKPOINT_EVERY_MS;
  const all = isDue ? [...checkpoints, { resumeToken, at: now }] : checkpoints;
  return all.slice(firstUseful(all, now.getTime() - WINDOW_MS));
}

/** The newest checkpoint that is no newer than `since`. */
function checkpointBefore(checkpoints: readonly RelayCheckpoint[], since: number): RelayCheckpoint | undefined {
  return checkpoints.findLast(({ at }) => at.getTime() <= since);
}

/** Of the checkpoints before `since` only the newest is of use. */
function firstUseful(checkpoints: readonly RelayCheckpoint[], since: number): number {
  return Math.max(
    0,
    checkpoints.findLastIndex(({ at }) => at.getTime() <= since),
  );
}
