/**
 * Whether a replica is asked at all. Closed: it is. Open, after several failures in a row: it is not, for a moment. Then half open:
 * one call is let through, which closes it again or opens it for another moment.
 */
export interface CircuitBreaker {
  /** Whether a call may be made now. One that was let in ends with one of the others. */
  enter(): boolean;
  answered(): void;
  failed(): void;
  /** The call ended without a verdict on the replica. */
  left(): void;
}

/** In a row: a replica that is stopped fails all calls, one that an operation kills fails some. */
const FAILURES = 5;
/** As long as a process takes to start, not longer: what is back is asked again at once. */
const OPEN_MS = 1_000;

export function createCircuitBreaker(o: { onOpen?: () => void; now?: () => number } = {}): CircuitBreaker {
  const now = o.now ?? (() => performance.now());
  let failures = 0;
  let openUntil = 0;
  let isProbed = false;
  return {
    enter() {
      if (failures < FAILURES) return true;
      if (isProbed || now() < openUntil) return false;
      isProbed = true;
      return true;
    },
    answered() {
      failures = 0;
      isProbed = false;
    },
    failed() {
      failures += 1;
      isProbed = false;
      if (failures < FAILURES) return;
      if (failures === FAILURES) o.onOpen?.();
      openUntil = now() + OPEN_MS;
    },
    left() {
      isProbed = false;
    },
  };
}
