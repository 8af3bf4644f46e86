import { availableAtMost } from '../available-at-most.ts';
import type { AvailabilityResolvers } from '../types.generated.ts';

export const Availability: AvailabilityResolvers = {
  inStock: (stock) => stock.available > 0,
  available: (stock) => availableAtMost(stock.available),
};
