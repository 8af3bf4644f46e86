import { sql, type Selectable } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { Order, OrderEvent, OrderItem } from './order.ts';
import type { OrderEventTable, OrderItemTable, OrderTable } from './orders.table.ts';

/*
 * Orders and items are partitioned: each statement names the ids of the table that it reads, and is sent unnamed, so that
 * the planner sees the ids and opens the partitions of their months alone.
 */

/** Orders by id, in one round trip. */
export async function findOrders(db: Db, ids: readonly string[]): Promise<Map<string, Order>> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, toOrder(row)]));
}

/** The items of each of these orders, by line, in one round trip. */
export async function findItems(db: Db, orderIds: readonly string[]): Promise<Map<string, OrderItem[]>> {
  const rows = await db
    .selectFrom('order_items')
    .selectAll()
    .where('order_id', '=', sql<string>`any(${orderIds}::uuid[])`)
    .orderBy('order_id')
    .orderBy('line')
    .execute();
  return Map.groupBy(rows.map(toItem), (item) => item.orderId);
}

/** The events of each of these orders, oldest first, in one round trip. */
export async function findEvents(db: Db, orderIds: readonly string[]): Promise<Map<string, OrderEvent[]>> {
  const rows = await db
    .selectFrom('order_events')
    .selectAll()
    .where('order_id', '=', sql<string>`any(${orderIds}::uuid[])`)
    .orderBy('order_id')
    .orderBy('version')
    .execute();
  return Map.groupBy(rows.map(toEvent), (event) => event.orderId);
}

/** Writes a new order, its items, its directory entry and its first event, in one statement. */
export async function insertOrder(
  trx: Trx,
  { order, items, event }: { order: Order; items: readonly OrderItem[]; event: OrderEvent },
): Promise<void> {
  const { number, email, status } = order;
  const shared = { number, email, status, user_id: order.userId, placed_at: order.placedAt };
  const { orderId, data, ...rest } = event;
  await trx
    .with('listed', (one) => one.insertInto('order_directory').values({ ...shared, order_id: order.id }))
    .with('listed_skus', (one) =>
      one
        .insertInto('order_directory_skus')
        .values(items.map(({ sku }) => ({ sku, placed_at: order.placedAt, order_id: order.id }))),
    )
    .with('placed', (one) => one.insertInto('orders').values({ ...shared, ...toOrderRow(order) }))
    .with('bought', (one) => one.insertInto('order_items').values(items.map(toItemRow)))
    .insertInto('order_events')
    .values({ ...rest, order_id: orderId, data: JSON.stringify(data) })
    .execute();
}

function toOrderRow(order: Order) {
  return {
    id: order.id,
    currency: order.currency,
    subtotal: order.subtotal,
    discount: order.discount,
    shipping: order.shipping,
    tax: order.tax,
    total: order.total,
    prices_include_tax: order.pricesIncludeTax,
    taxes: JSON.stringify(order.taxes),
    shipping_tax: order.shippingTax,
    shipping_method: order.shippingMethod?.code ?? null,
    shipping_label: order.shippingMethod?.label ?? null,
    shipping_address: order.shippingAddress && JSON.stringify(order.shippingAddress),
    billing_address: order.billingAddress && JSON.stringify(order.billingAddress),
    vat_id: order.vatId,
    promotion_code: order.promotionCode,
    locale: order.locale,
    version: order.version,
  };
}

function toItemRow(item: OrderItem) {
  return {
    order_id: item.orderId,
    line: item.line,
    sku: item.sku,
    product_id: item.productId,
    product_name: item.productName,
    variant_name: item.variantName,
    image_url: item.imageUrl,
    quantity: item.quantity,
    unit_price: item.unitPrice,
    discount: item.discount,
    tax: item.tax,
    line_total: item.lineTotal,
    tax_class: item.taxClass,
    weight_grams: item.weightGrams,
    category_path: JSON.stringify(item.categoryPath),
  };
}

/** The order as it is now; others wait until the transaction ends. */
export async function lockOrderRow(trx: Trx, id: string): Promise<Order | null> {
  const row = await trx.selectFrom('orders').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  return row ? toOrder(row) : null;
}

/** The caller holds the order's lock. */
export async function setOrderOwner(trx: Trx, id: string, userId: string): Promise<void> {
  await trx.updateTable('orders').set({ user_id: userId }).where('id', '=', id).execute();
}

function toOrder(row: Selectable<OrderTable>): Order {
  return {
    id: row.id,
    number: row.number,
    userId: row.user_id,
    email: row.email,
    status: row.status,
    currency: row.currency,
    subtotal: row.subtotal,
    discount: row.discount,
    shipping: row.shipping,
    tax: row.tax,
    total: row.total,
    pricesIncludeTax: row.prices_include_tax,
    taxes: row.taxes,
    shippingTax: row.shipping_tax,
    shippingMethod: methodOf(row),
    shippingAddress: row.shipping_address,
    billingAddress: row.billing_address,
    vatId: row.vat_id,
    promotionCode: row.promotion_code,
    locale: row.locale,
    version: row.version,
    placedAt: row.placed_at,
  };
}

function methodOf({ shipping_method: code, shipping_label: label }: Selectable<OrderTable>): Order['shippingMethod'] {
  return code === null || label === null ? null : { code, label };
}

function toItem(row: Selectable<OrderItemTable>): OrderItem {
  return {
    orderId: row.order_id,
    line: row.line,
    sku: row.sku,
    productId: row.product_id,
    productName: row.product_name,
    variantName: row.variant_name,
    imageUrl: row.image_url,
    quantity: row.quantity,
    unitPrice: row.unit_price,
    discount: row.discount,
    tax: row.tax,
    lineTotal: row.line_total,
    taxClass: row.tax_class,
    weightGrams: row.weight_grams,
    categoryPath: row.category_path,
  };
}

function toEvent({ order_id: orderId, ...rest }: Selectable<OrderEventTable>): OrderEvent {
  return { orderId, ...rest };
}
