import { money } from '../money.ts';
import type { OrderResolvers } from '../types.generated.ts';
import { visibleOrder } from '../visible-order.ts';

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, context) => visibleOrder(id, context),
  id: (order) => order.id,
  number: (order) => order.number,
  status: (order) => order.status,
  customer: (order) => (order.userId === null ? null : { id: order.userId }),
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
  pricesIncludeTax: (order) => order.pricesIncludeTax,
  taxes: ({ taxes, currency }) =>
    taxes.map((tax) => ({ ...tax, base: money(tax.base, currency), amount: money(tax.amount, currency) })),
  shippingTax: (order) => money(order.shippingTax, order.currency),
  shippingMethod: ({ shippingMethod, shipping, currency }) =>
    shippingMethod && { ...shippingMethod, price: money(shipping, currency) },
  shippingAddress: (order) => order.shippingAddress,
  billingAddress: (order) => order.billingAddress,
  vatId: (order) => order.vatId,
  payments: async (order, _args, { loaders }) => (await loaders.payments.load(order.id)) ?? [],
  history: async (order, _args, { loaders }) => (await loaders.events.load(order.id)) ?? [],
  placedAt: (order) => order.placedAt,
  version: (order) => order.version,
};
