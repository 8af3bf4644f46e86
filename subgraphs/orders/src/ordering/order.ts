import { canonicalId, hasScope, type Viewer } from '@quartet/service-kit';
import type { TaxLine } from '../pricing/tax.ts';
import type { CategoryStep, TaxClass } from '../sku-catalog/sku.ts';

export const ORDER_STATUSES = [
  'PENDING',
  'CONFIRMED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'DELIVERED',
  'CANCELLED',
  'REFUNDED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export interface Address {
  name: string;
  company: string | null;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** E.164 */
  phone: string | null;
}

/**
 * Amounts in minor units of `currency`; total = subtotal - discount + shipping, and tax on top where the prices do not
 * include it.
 */
export interface Order {
  id: string;
  number: string;
  /** Null: a guest's order, or the account was erased. */
  userId: string | null;
  email: string | null;
  status: OrderStatus;
  currency: string;
  subtotal: number;
  discount: number;
  shipping: number;
  tax: number;
  total: number;
  pricesIncludeTax: boolean;
  /** Their amounts add up to the tax, and so do the items' tax and the tax of shipping. */
  taxes: TaxLine[];
  shippingTax: number;
  /** Null: nothing is shipped. */
  shippingMethod: { code: string; label: string } | null;
  shippingAddress: Address | null;
  /** Null: the shipping address. */
  billingAddress: Address | null;
  vatId: string | null;
  promotionCode: string | null;
  /** The language that the customer reads, such as de-AT; null: unknown. */
  locale: string | null;
  version: number;
  placedAt: Date;
}

/** An order line: a snapshot of the day it was bought, which later changes of the catalog do not reach. */
export interface OrderItem {
  orderId: string;
  line: number;
  sku: string;
  productId: string;
  productName: string;
  variantName: string;
  imageUrl: string | null;
  quantity: number;
  unitPrice: number;
  discount: number;
  tax: number;
  /** unitPrice × quantity - discount */
  lineTotal: number;
  taxClass: TaxClass;
  weightGrams: number | null;
  categoryPath: CategoryStep[];
}

/** An entry of the event store. It holds nothing that may have to be erased. */
export interface OrderEvent {
  orderId: string;
  version: number;
  type: string;
  status: OrderStatus;
  note: string | null;
  data: Record<string, unknown>;
  at: Date;
}

/** Customers see their own orders, staff with orders:read all of them. */
export function maySeeOrdersOf(viewer: Viewer, userId: string | null): boolean {
  if (hasScope(viewer, 'orders:read')) return true;
  return viewer.kind === 'user' && userId !== null && viewer.userId === canonicalId(userId);
}
