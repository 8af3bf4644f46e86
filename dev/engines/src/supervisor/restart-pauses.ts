export interface RestartPauses {
  /**
   * The process has ended.
   * @returns how long to wait before it is started again, in ms; null where it ended too often within the window
   */
  next(): number | null;
  /** How often it ended within the window. */
  count(): number;
  reset(): void;
}

/** Growing pauses between the starts of a process that keeps ending; what is longer ago than the window is forgotten. */
export function createRestartPauses(options: {
  firstMs: number;
  maxMs: number;
  windowMs: number;
  /** So many ends within the window are borne. Default: any number. */
  most?: number;
}): RestartPauses {
  const { firstMs, maxMs, windowMs, most = Infinity } = options;
  let ends: number[] = [];
  return {
    next() {
      const now = performance.now();
      ends = [...ends.filter((at) => now - at < windowMs), now];
      return ends.length > most ? null : Math.min(firstMs * 2 ** (ends.length - 1), maxMs);
    },
    count: () => ends.length,
    reset: () => void (ends = []),
  };
}
