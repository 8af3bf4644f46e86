import type { OrderEventResolvers } from '../types.generated.ts';

export const OrderEvent: OrderEventResolvers = {
  at: (event) => event.at,
  status: (event) => event.status,
  note: (event) => event.note,
};
