import type { AvailabilityResolvers } from '../types.generated.ts';

/** How much there is beyond this is nobody's business. */
const SHOWN_AT_MOST = 10;

export const Availability: AvailabilityResolvers = {
  inStock: (stock) => stock.available > 0,
  available: (stock) => Math.max(0, Math.min(stock.available, SHOWN_AT_MOST)),
};
