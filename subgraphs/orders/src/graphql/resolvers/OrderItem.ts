import { money } from '../money.ts';
import type { OrderItemResolvers } from '../types.generated.ts';

export const OrderItem: OrderItemResolvers = {
  id: (item) => `${item.order_id}:${String(item.line)}`,
  sku: (item) => item.sku,
  productName: (item) => item.product_name,
  variantName: (item) => item.variant_name,
  imageUrl: (item) => item.image_url,
  quantity: (item) => item.quantity,
  unitPrice: (item) => money(item.unit_price, item.currency),
  discount: (item) => money(item.discount, item.currency),
  tax: (item) => money(item.tax, item.currency),
  lineTotal: (item) => money(item.line_total, item.currency),
  variant: (item) => ({ sku: item.sku }),
};
