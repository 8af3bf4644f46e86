const SHOWN_AT_MOST = 10;

/** How much stock is told: exact up to 10, then 10. How much there is beyond it stays the shop's own. */
export function availableAtMost(available: number): number {
  return Math.max(0, Math.min(available, SHOWN_AT_MOST));
}
