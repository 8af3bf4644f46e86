import type { Generated, JSONColumnType } from 'kysely';
import type { CategoryStep, SkuCatalogTable } from '../sku-catalog/sku-catalog.table.ts';

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

export interface StoredAddress {
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

/** Partitioned by month of `id`. Amounts in minor units of `currency`; total = subtotal - discount + shipping + tax. */
export interface OrderTable {
  id: string;
  number: string;
  /** null: a guest's, or the account was erased */
  user_id: string | null;
  email: string | null;
  status: OrderStatus;
  currency: string;
  subtotal: number;
  discount: number;
  shipping: number;
  tax: number;
  total: number;
  shipping_method: string;
  shipping_label: string;
  shipping_address: JSONColumnType<StoredAddress> | null;
  version: Generated<number>;
  placed_at: Date;
  updated_at: Generated<Date>;
}

/** Partitioned as orders. A snapshot of the day: what the catalog changes later does not reach it. */
export interface OrderItemTable {
  order_id: string;
  line: number;
  sku: string;
  product_id: string;
  product_name: string;
  variant_name: string;
  image_url: string | null;
  quantity: number;
  unit_price: number;
  discount: number;
  tax: number;
  /** unit_price × quantity - discount */
  line_total: number;
  tax_class: SkuCatalogTable['tax_class'];
  weight_grams: number | null;
  category_path: JSONColumnType<CategoryStep[]>;
}

/** Finds orders without knowing their month; written in the same transaction as the order. */
export interface OrderDirectoryTable {
  order_id: string;
  number: string;
  user_id: string | null;
  email: string | null;
  status: OrderStatus;
  placed_at: Date;
}

export interface OrderDirectorySkuTable {
  sku: string;
  placed_at: Date;
  order_id: string;
}

/** The event store: rows are added and never changed, and hold nothing that may have to be erased. */
export interface OrderEventTable {
  order_id: string;
  version: number;
  type: string;
  status: OrderStatus;
  note: string | null;
  data: JSONColumnType<Record<string, unknown>>;
  at: Date;
}
