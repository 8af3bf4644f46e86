import { createHash } from 'node:crypto';
import { AppError } from '@quartet/service-kit';

/** So many processes may end while they answer an operation; after that it is not sent for a while. */
const DEATHS = 2;
const REMEMBERED_MS = 60_000;
const MAX_REMEMBERED = 1_000;

interface Breaks {
  /** When each replica last broke off. */
  readonly at: Map<string, number>;
  deaths: number;
  until: number;
}

/**
 * Remembers for a minute which operations replicas broke off at: one that ended two of them must not end a third. What
 * is answered meanwhile was innocent and is forgotten.
 */
export interface SuspendedOperations {
  /** Throws QUERY_SUSPENDED where two replicas have broken off at this operation. */
  check(operation: string): void;
  /** The replica broke off at an operation that was sent at this time. Many in flight when it ended are one death. */
  broke(operation: string, options: { replica: string; sentAt: number }): void;
  answered(operation: string): void;
}

export function createSuspendedOperations(now: () => number = performance.now.bind(performance)): SuspendedOperations {
  const remembered = new Map<string, Breaks>();

  function find(operation: string): Breaks | undefined {
    // Nothing is hashed while nothing has gone wrong.
    if (remembered.size === 0) return undefined;
    const breaks = remembered.get(keyOf(operation));
    return breaks && breaks.until > now() ? breaks : undefined;
  }

  return {
    check(operation) {
      if ((find(operation)?.deaths ?? 0) < DEATHS) return;
      throw new AppError(
        'QUERY_SUSPENDED',
        `${DEATHS} servers broke off while they answered this: it is not asked for again for a minute. ` +
          'Ask for less, or wait',
      );
    },
    broke(operation, { replica, sentAt }) {
      const key = keyOf(operation);
      const breaks = find(operation) ?? { at: new Map<string, number>(), deaths: 0, until: 0 };
      const last = breaks.at.get(replica);
      if (last === undefined || sentAt >= last) breaks.deaths += 1;
      breaks.at.set(replica, now());
      breaks.until = now() + REMEMBERED_MS;
      remembered.delete(key);
      remembered.set(key, breaks);
      if (remembered.size > MAX_REMEMBERED) forgetOldest(remembered);
    },
    answered(operation) {
      if (remembered.size > 0) remembered.delete(keyOf(operation));
    },
  };
}

/** A Map keeps the order of insertion. */
function forgetOldest(remembered: Map<string, Breaks>): void {
  for (const oldest of remembered.keys()) {
    remembered.delete(oldest);
    return;
  }
}

function keyOf(operation: string): string {
  return createHash('sha256').update(operation).digest('base64');
}
