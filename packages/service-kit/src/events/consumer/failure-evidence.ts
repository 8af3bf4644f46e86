/** `timeout`: it took too long. `unavailable`: what it needs refused or could not be reached. */
export type AwayKind = 'timeout' | 'unavailable';

/** Tells an event that cannot be handled from a dependency that is away. */
export interface FailureEvidence {
  /** An event was handled. Answers the ids of those of its type that failed before it: they have failed by themselves. */
  passed(id: string, type: string): string[];
  /** An event failed as if what it needs were away. Answers whether this is its own fault already. */
  failed(id: string, type: string, kind: AwayKind): boolean;
  /**
   * Asked at each failure: whether it is the only one whose failure nobody can explain, while others, of whatever type,
   * were handled since it failed before. Null where nothing was handled, which says nothing.
   */
  failsAlone(id: string): boolean | null;
  /** How many have failed without anybody knowing why. */
  unexplained(): number;
  forget(id: string): void;
  clear(): void;
}

/**
 * A time-out or a refused connection says nothing about the event: usually the database is away. It counts as an attempt
 * only once another event of the same type was handled after it, so that the dependency is seen to work. (Events of
 * other types prove nothing: some are handled without any database.) An event that has failed in this way once is
 * suspected: its further time-outs count at once for as long as all others of its type are handled.
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
