/** `timeout`: the handler took too long. `unavailable`: a dependency rejected the call or could not be reached. */
export type OutageKind = 'timeout' | 'unavailable';

/** Distinguishes an event that cannot be handled from a dependency that is unavailable. */
export interface FailureEvidence {
  /**
   * An event was handled. Returns the ids of the events of its type that failed before: those failures are their own
   * fault.
   */
  passed(id: string, type: string): string[];
  /** An event failed as if a dependency were unavailable. Returns whether that is already known to be its own fault. */
  failed(id: string, type: string, kind: OutageKind): boolean;
  /**
   * Called at each failure: whether this event is the only one with an unexplained failure while others, of any type,
   * were handled since its previous failure. Null where nothing was handled, which proves nothing.
   */
  failsAlone(id: string): boolean | null;
  /** How many events have failed for an unknown reason. */
  unexplained(): number;
  forget(id: string): void;
  clear(): void;
}

/**
 * A time-out or a rejected connection says nothing about the event: usually the database is unavailable. It counts as
 * an attempt only once another event of the same type was handled after it, which shows that the dependency works.
 * (Events of other types prove nothing: some are handled without any database.) An event that has failed like this once
 * is suspect: its further time-outs count at once for as long as all others of its type are handled.
 */
export function createFailureEvidence(): FailureEvidence {
  const unexplained = new Map<string, string>();
  const suspected = new Set<string>();
  const working = new Set<string>();
  const outlived = new Set<string>();
  const forget = (id: string): void => {
    unexplained.delete(id);
    suspected.delete(id);
    outlived.delete(id);
  };
  return {
    passed(id, type) {
      forget(id);
      working.add(type);
      for (const other of unexplained.keys()) outlived.add(other);
      const explained = [...unexplained].filter(([, other]) => other === type).map(([other]) => other);
      for (const other of explained) {
        unexplained.delete(other);
        suspected.add(other);
      }
      return explained;
    },
    failed(id, type, kind) {
      if (suspected.has(id)) {
        if (kind === 'timeout' && working.has(type)) return true;
      } else {
        working.delete(type);
      }
      unexplained.set(id, type);
      return false;
    },
    failsAlone(id) {
      const othersPassed = outlived.delete(id);
      if (unexplained.size > 1) return false;
      return othersPassed ? true : null;
    },
    unexplained: () => unexplained.size,
    forget,
    clear() {
      unexplained.clear();
      suspected.clear();
      working.clear();
      outlived.clear();
    },
  };
}
