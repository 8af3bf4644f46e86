import { lossOf, readStore, STREAMS, type Logger, type Redis } from '@quartet/service-kit';
import type { Db } from 'mongodb';
import type { Lease } from '../storage/lease.ts';
import { readProgress, saveProgress, type RelayCheckpoint } from './relay-state.ts';

/** How far back a store may have lost what it had acknowledged, before it was last seen whole. */
const WINDOW_MS = 15 * 60_000;
/** Places to go back to are kept a minute apart, and the time of the last look is written down twice as often. */
const PLACE_EVERY_MS = 60_000;
const NOTE_EVERY_MS = 30_000;

/**
 * Looks whether the store has lost something, or somebody asked for all products. If so the relay's progress goes back,
 * in one write with the note of the store as it is now: to the place of fifteen minutes before the store was last seen
 * whole, or to a snapshot where it was emptied, is new, or no place is as old. Answers whether it went back; the relay
 * then begins from its progress again. While the broker does not answer there is nothing to see.
 */
export async function checkBroker(o: { db: Db; redis: Redis; log: Logger }, lease: Lease): Promise<boolean> {
  const now = new Date();
  const found = await readStore(o.redis, STREAMS.catalog).catch(() => null);
  if (found === null) return false;
  const progress = await readProgress(o.db);
  const kept = progress.store ?? null;
  const isWanted = progress.wanted !== undefined && progress.wanted !== progress.answered;
  const loss = isWanted ? 'all' : lossOf(kept, found);
  const store = { ...found, checkedAt: now };
  const places = progress.places ?? [];
  if (kept === null || loss !== 'none') {
    const place = kept && loss === 'tail' ? checkpointBefore(places, kept.checkedAt.getTime() - WINDOW_MS) : undefined;
    await saveProgress(o.db, lease, {
      ...(place
        ? { resumeToken: place.resumeToken, places: [place] }
        : { snapshot: { after: null }, places: [], ...(isWanted ? { answered: progress.wanted } : {}) }),
      store,
    });
    if (kept !== null) {
      // A restart or a new index is everyday business; a store that was emptied is not.
      const level = loss === 'all' && !isWanted ? 'warn' : 'info';
      o.log[level]({ loss, asked: isWanted, all: !place }, 'events may be lost: products are published again');
    }
    return true;
  }
  await notePlace();
  return false;

  async function notePlace(): Promise<void> {
    const age = (at: Date | undefined) => now.getTime() - (at?.getTime() ?? 0);
    if (age(kept?.checkedAt) < NOTE_EVERY_MS) return;
    // While a snapshot runs, its beginning is the only place to go back to.
    const due = progress.resumeToken !== undefined && !progress.snapshot && age(places.at(-1)?.at) >= PLACE_EVERY_MS;
    const all = due ? [...places, { resumeToken: progress.resumeToken, at: now }] : places;
    await saveProgress(o.db, lease, { store, places: all.slice(firstWanted(all, now.getTime() - WINDOW_MS)) });
  }
}

/** The newest place that is no newer than `since`. */
function checkpointBefore(places: readonly RelayCheckpoint[], since: number): RelayCheckpoint | undefined {
  return places.findLast((place) => place.at.getTime() <= since);
}

/** Of the places before `since` only the newest is of use. */
function firstWanted(places: readonly RelayCheckpoint[], since: number): number {
  return Math.max(
    0,
    places.findLastIndex((place) => place.at.getTime() <= since),
  );
}
