import { money } from '../money.ts';
import type { OrderItemResolvers } from '../types.generated.ts';

export const OrderItem: OrderItemResolvers = {
  id: (item) => `${item.orderId}:${String(item.line)}`,
  sku: (item) => item.sku,
  productName: (item) => item.productName,
  variantName: (item) => item.variantName,
  imageUrl: (item) => item.imageUrl,
  quantity: (item) => item.quantity,
  unitPrice: (item) => money(item.unitPrice, item.currency),
  discount: (item) => money(item.discount, item.currency),
  tax: (item) => money(item.tax, item.currency),
  lineTotal: (item) => money(item.lineTotal, item.currency),
  variant: (item) => ({ sku: item.sku }),
};
