import { z } from 'zod';
import { PAYLOAD_VERSION } from './order-life.repository.ts';
import { TAX_CLASSES } from '../sku-catalog/sku.ts';
import type { Order, OrderEvent, OrderItem } from './order.ts';

/** A payment as it is opened with its order. */
export interface OpenedPayment {
  id: string;
  provider: string;
  amount: number;
}

/**
 * The first entry of an order in the event store: all that any later projection needs, and nothing that may have to be
 * erased, so neither addresses nor a VAT id. Of a customer it has the id alone.
 */
export function placedEntry(order: Order, items: readonly OrderItem[], payment: OpenedPayment | null): OrderEvent {
  const { id, number, userId, currency, subtotal, discount, shipping, tax, shippingTax, total } = order;
  const { pricesIncludeTax, taxes, promotionCode, status, placedAt, shippingMethod } = order;
  const data: PlacedEntry = {
    payloadVersion: PAYLOAD_VERSION,
    ...{ number, userId, currency, subtotal, discount, shipping, tax, shippingTax, total, pricesIncludeTax, taxes },
    promotionCode,
    shippingMethod: shippingMethod?.code ?? null,
    shippingLabel: shippingMethod?.label ?? null,
    country: (order.shippingAddress ?? order.billingAddress)?.country ?? null,
    payment: payment && { id: payment.id, provider: payment.provider, amount: payment.amount },
    lines: items.map(({ orderId: _orderId, categoryPath, ...line }) => {
      return { ...line, categoryPath: categoryPath.map((category) => category.id), categories: categoryPath };
    }),
  };
  return { orderId: id, version: 1, type: 'order.placed', status, note: null, data: { ...data }, at: placedAt };
}

const category = z.object({ id: z.string(), slug: z.string(), name: z.string() });
const line = z.object({
  line: z.int(),
  sku: z.string(),
  productId: z.string(),
  productName: z.string(),
  variantName: z.string(),
  imageUrl: z.string().nullable(),
  quantity: z.int(),
  unitPrice: z.int(),
  discount: z.int(),
  tax: z.int(),
  lineTotal: z.int(),
  taxClass: z.enum(TAX_CLASSES),
  weightGrams: z.int().nullable(),
  /** Ids, from the root to the product's own category, on the day it was bought. */
  categoryPath: z.array(z.string()),
  categories: z.array(category),
});

/** The entry as this build writes it. */
export const placedEntrySchema = z.object({
  payloadVersion: z.int(),
  number: z.string(),
  userId: z.string().nullable(),
  currency: z.string(),
  subtotal: z.int(),
  discount: z.int(),
  shipping: z.int(),
  tax: z.int(),
  shippingTax: z.int(),
  total: z.int(),
  pricesIncludeTax: z.boolean(),
  taxes: z.array(z.object({ taxClass: z.enum(TAX_CLASSES), rateBasisPoints: z.int(), base: z.int(), amount: z.int() })),
  promotionCode: z.string().nullable(),
  shippingMethod: z.string().nullable(),
  shippingLabel: z.string().nullable(),
  country: z.string().nullable(),
  payment: z.object({ id: z.string(), provider: z.string(), amount: z.int() }).nullable(),
  lines: z.array(line),
});
export type PlacedEntry = z.output<typeof placedEntrySchema>;
