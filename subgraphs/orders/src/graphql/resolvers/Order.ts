import { money } from '../money.ts';
import type { OrderResolvers } from '../types.generated.ts';
import { visibleOrder } from '../visible-order.ts';

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, context) => visibleOrder(id, context),
  id: (order) => order.id,
  number: (order) => order.number,
  status: (order) => order.status,
  customer: (order) => (order.user_id === null ? null : { id: order.user_id }),
  email: (order) => order.email,
  items: async (order, _args, { loaders }) => {
    const items = (await loaders.items.load(order.id)) ?? [];
    return items.map((item) => ({ ...item, currency: order.currency }));
  },
  subtotal: (order) => money(order.subtotal, order.currency),
  discount: (order) => money(order.discount, order.currency),
  shipping: (order) => money(order.shipping, order.currency),
  tax: (order) => money(order.tax, order.currency),
  total: (order) => money(order.total, order.currency),
  shippingMethod: (order) => ({
    code: order.shipping_method,
    label: order.shipping_label,
    price: money(order.shipping, order.currency),
  }),
  shippingAddress: (order) => order.shipping_address,
  history: async (order, _args, { loaders }) => (await loaders.events.load(order.id)) ?? [],
  placedAt: (order) => order.placed_at,
  version: (order) => order.version,
};
