import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { TaxLine } from '../pricing/tax.ts';
import type { CategoryStep, TaxClass } from '../sku-catalog/sku.ts';
import type { Address, OrderStatus } from './order.ts';

/** Partitioned by month of `id`. */
export interface OrderTable {
  id: string;
  number: string;
  user_id: string | null;
  email: string | null;
  status: OrderStatus;
  currency: string;
  subtotal: number;
  discount: number;
  shipping: number;
  tax: number;
  total: number;
  prices_include_tax: Generated<boolean>;
  taxes: ColumnType<TaxLine[], string | undefined, string>;
  shipping_tax: Generated<number>;
  shipping_method: string | null;
  shipping_label: string | null;
  shipping_address: JSONColumnType<Address> | null;
  billing_address: JSONColumnType<Address> | null;
  vat_id: string | null;
  promotion_code: string | null;
  locale: string | null;
  version: Generated<number>;
  placed_at: Date;
  updated_at: Generated<Date>;
}

/** Partitioned as orders. */
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
  line_total: number;
  tax_class: TaxClass;
  weight_grams: number | null;
  category_path: JSONColumnType<CategoryStep[]>;
}

/** Finds orders without their month; written in the same transaction as the order. */
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

/** The event store: rows are added and never changed. */
export interface OrderEventTable {
  order_id: string;
  version: number;
  type: string;
  status: OrderStatus;
  note: string | null;
  data: JSONColumnType<Record<string, unknown>>;
  at: Date;
}
