import type { OwnResolvers } from '../types.generated.ts';

export const StockMovement: OwnResolvers['StockMovement'] = {
  id: ({ id }) => String(id),
  by: ({ actor }) => (actor === null ? null : { id: actor }),
};
