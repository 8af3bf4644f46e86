import { sql, type Kysely, type Transaction } from 'kysely';
import type { AbandonedCartTable } from './cart/abandoned-carts.table.ts';
import type { CartPurchaseTable } from './checkout/cart-purchases.table.ts';
import type { CustomerTable } from './customers/customers.table.ts';
import type { InventoryTable, ReservationTable, StockMovementTable } from './inventory/inventory.table.ts';
import type { IdempotencyKeyTable } from './ordering/idempotency.table.ts';
import type {
  OrderDirectorySkuTable,
  OrderDirectoryTable,
  OrderEventTable,
  OrderItemTable,
  OrderTable,
} from './ordering/orders.table.ts';
import type { PromotionTable, PromotionUseTable } from './promotions/promotions.table.ts';
import type {
  ShippingMethodTable,
  ShippingStepTable,
  ShippingZoneCountryTable,
  ShippingZoneTable,
} from './shipping/shipping-methods.table.ts';
import type { ShopSettingsTable } from './shop-settings/shop-settings.table.ts';
import type { PaymentRefundTable, PaymentTable, PaymentWebhookTable } from './payments/payments.table.ts';
import type { SkuCatalogProductTable, SkuCatalogTable } from './sku-catalog/sku-catalog.table.ts';
import type { TaxRateTable } from './tax-rates/tax-rates.table.ts';

/** The tables of orders. Outbox, inbox and sagas belong to service-kit. */
export interface OrdersDatabase {
  inventory: InventoryTable;
  reservations: ReservationTable;
  stock_movements: StockMovementTable;
  sku_catalog: SkuCatalogTable;
  sku_catalog_products: SkuCatalogProductTable;
  orders: OrderTable;
  order_items: OrderItemTable;
  order_directory: OrderDirectoryTable;
  order_directory_skus: OrderDirectorySkuTable;
  order_events: OrderEventTable;
  idempotency_keys: IdempotencyKeyTable;
  customers: CustomerTable;
  abandoned_carts: AbandonedCartTable;
  cart_purchases: CartPurchaseTable;
  shop_settings: ShopSettingsTable;
  tax_rates: TaxRateTable;
  shipping_methods: ShippingMethodTable;
  shipping_zones: ShippingZoneTable;
  shipping_zone_countries: ShippingZoneCountryTable;
  shipping_steps: ShippingStepTable;
  promotions: PromotionTable;
  promotion_uses: PromotionUseTable;
  payments: PaymentTable;
  payment_refunds: PaymentRefundTable;
  payment_webhooks: PaymentWebhookTable;
}

export type Db = Kysely<OrdersDatabase>;
export type Trx = Transaction<OrdersDatabase>;

/** @throws Error while the database does not answer */
export async function pingDatabase(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
