import { randomBytes, randomUUID } from 'node:crypto';
import { newId } from '@quartet/service-kit';
import type pg from 'pg';

/*
 * The fixed minimum of a checkout (docs/decisions): the rows that an order, its payment, its stock and its events cannot do
 * without, and two calls of the provider between commits. No key is looked up first, no cart is read, nothing is
 * validated, no step is decided: four commits and 14 round trips, each a statement that its author wrote by hand.
 */

export interface Provider {
  readonly url: string;
  readonly secret: string;
}

interface SoldSku {
  sku: string;
  price: number;
  product_id: string;
  product_name: string;
  variant_name: string;
  image_url: string | null;
  tax_class: string;
  weight_grams: number | null;
  category_path: unknown;
  shipping: number;
  rate: number;
}

const SKUS = `
  select sku, price_amount::int as price, product_id, product_name, variant_name, image_url, tax_class, weight_grams, category_path,
    (select basis_points from tax_rates where country = 'DE' and tax_class = 'STANDARD' and region = '') as rate,
    (select min(s.price)::int from shipping_zone_countries c join shipping_steps s on s.method = c.method and s.zone = c.zone
     where c.country = 'DE' and c.method = 'STANDARD') as shipping
  from sku_catalog where sku = any($1::text[]) order by sku`;

const PLACE = `
  with key as (
    insert into idempotency_keys (owner, operation, key, request_hash, result) values ($1, 'checkout', $2, $3, $4)
  ), cart as (
    insert into cart_purchases (cart_id, cart_version, order_id) values ($1, 1, $5)
  ), listed as (
    insert into order_directory (order_id, number, email, status, placed_at) values ($5, $6, $7, 'PENDING', $8)
  ), skus as (
    insert into order_directory_skus (sku, placed_at, order_id)
    select sku, $8, $5 from jsonb_to_recordset($9::jsonb) as r (sku text)
  ), placed as (
    insert into orders (id, number, email, status, currency, subtotal, discount, shipping, tax, total, taxes,
                        shipping_method, shipping_label, shipping_address, placed_at)
    values ($5, $6, $7, 'PENDING', 'EUR', $10, 0, $11, $12, $10::bigint + $11::bigint, $13, 'STANDARD', 'Standard', $14, $8)
  ), bought as (
    insert into order_items (order_id, line, sku, product_id, product_name, variant_name, image_url, quantity, unit_price,
                             discount, tax, line_total, tax_class, weight_grams, category_path)
    select $5, line, sku, product_id, product_name, variant_name, image_url, 1, price, 0, tax, price, tax_class,
           weight_grams, category_path
    from jsonb_to_recordset($9::jsonb) as r (line int, sku text, product_id text, product_name text, variant_name text,
      image_url text, price bigint, tax bigint, tax_class text, weight_grams int, category_path jsonb)
  ), event as (
    insert into order_events (order_id, version, type, status, data, at) values ($5, 1, 'order.placed', 'PENDING', $15, $8)
  ), payment as (
    insert into payments (id, order_id, provider, currency, amount, status, attempt, call_operation, call_state, called_at)
    values ($16, $5, 'sandbox', 'EUR', $10::bigint + $11::bigint, 'PENDING', 1, 'authorise', 'RUNNING', now())
  ), told as (
    insert into outbox (id, stream, event) values ($17, 'events:{orders}', $18)
  )
  insert into sagas (id, kind, step, data, attempts, due_at, lease_token)
  values ($5, 'bare', 'authorise', $19, 1, now() + interval '25 seconds', $20)`;

const RESERVE = `
  with wanted as materialized (
    select i.sku from inventory i where i.sku = any($1::text[]) order by i.sku for update
  ), raised as (
    update inventory i set reserved = i.reserved + 1, version = i.version + 1, updated_at = now()
    from wanted w where i.sku = w.sku and i.on_hand - i.reserved >= 1
    returning i.sku, i.on_hand - i.reserved as available, i.version
  ), reserved as (
    insert into reservations (order_id, sku, quantity) select $2, sku, 1 from raised
  )
  insert into outbox (id, stream, event)
  select gen_random_uuid(), 'events:{orders}', jsonb_build_object('type', 'stock.changed', 'subject', r.sku, 'version', r.version,
    'data', jsonb_build_object('sku', r.sku, 'productId', s.product_id, 'available', r.available))
  from raised r join sku_catalog s on s.sku = r.sku`;

const CONFIRM = `
  with paid as (
    update payments set status = 'AUTHORISED', provider_ref = $2, authorised = amount, attempt = 2, call_operation = 'capture',
           call_state = 'RUNNING', called_at = now(), version = version + 1, updated_at = now()
    where id = $3
  ), event as (
    insert into order_events (order_id, version, type, status, data, at) values ($1, 2, 'order.confirmed', 'CONFIRMED', '{}', now())
  ), listed as (
    update order_directory set status = 'CONFIRMED' where order_id = $1
  ), confirmed as (
    update orders set status = 'CONFIRMED', version = 2, updated_at = now() where id = $1
  ), told as (
    insert into outbox (id, stream, event) values ($4, 'events:{orders}', $5)
  )
  update sagas set step = 'capture', due_at = now() + interval '25 seconds', updated_at = now() where id = $1 and lease_token = $6`;

const SELL = `
  with held as materialized (
    select sku from inventory where sku = any($2::text[]) order by sku for update
  ), committed as (
    update reservations r set state = 'COMMITTED' from held h
    where r.order_id = $1 and r.sku = h.sku and r.state = 'OPEN' returning r.sku, r.quantity
  ), booked as (
    insert into stock_movements (sku, kind, delta, reference)
    select sku, 'SOLD', -quantity, $1::text || ' ' || sku from committed
  )
  update inventory i set on_hand = i.on_hand - c.quantity, reserved = i.reserved - c.quantity, version = i.version + 1, updated_at = now()
  from committed c where i.sku = c.sku`;

const CAPTURED = `
  update payments set status = 'CAPTURED', captured = amount, call_state = 'OVER', version = version + 1, updated_at = now()
  where id = $1`;

const PAID = `
  with event as (
    insert into order_events (order_id, version, type, status, data, at) values ($1, 3, 'payment.captured', 'CONFIRMED', $2, now())
  ), raised as (
    update orders set version = 3, updated_at = now() where id = $1
  ), told as (
    insert into outbox (id, stream, event) values ($3, 'events:{orders}', $4)
  )
  update sagas set step = 'clear_cart', due_at = now() + interval '25 seconds', updated_at = now() where id = $1 and lease_token = $5`;

const DONE = `update sagas set state = 'DONE', lease_token = null, finished_at = now() where id = $1 and lease_token = $2`;

const ADDRESS = JSON.stringify({
  name: 'Ada Lovelace',
  line1: 'Garden Street 1',
  city: 'Berlin',
  postalCode: '10119',
  country: 'DE',
});

/** Buys one piece of each SKU. */
export async function bareCheckout(pool: pg.Pool, provider: Provider, skus: readonly string[]): Promise<void> {
  const order = await place(pool, skus);
  const { orderId, paymentId, total, token } = order;
  const payment = {
    paymentId,
    amount: total,
    currency: 'EUR',
    method: 'sandbox_ok',
    returnUrl: null,
    application: 'bare',
  };
  const { reference } = await call(provider, '/payments', payment);

  await inTransaction(pool, async (client) => {
    const event = JSON.stringify({ type: 'order.confirmed', subject: orderId, version: 2, data: { orderId, total } });
    await client.query(CONFIRM, [orderId, reference, paymentId, newId(), event, token]);
    await client.query(SELL, [orderId, skus]);
  });
  await call(provider, `/payments/${reference}/capture`, { amount: total });

  await inTransaction(pool, async (client) => {
    const data = { orderId, paymentId, amount: total };
    const event = JSON.stringify({ type: 'payment.captured', subject: orderId, version: 3, data });
    await client.query(CAPTURED, [paymentId]);
    await client.query(PAID, [orderId, JSON.stringify(data), newId(), event, token]);
  });
  await pool.query(DONE, [orderId, token]);
}

/** The transaction alone that places an order and reserves its stock. */
export async function place(pool: pg.Pool, skus: readonly string[]) {
  const { rows } = await pool.query<SoldSku>(SKUS, [skus]);
  const [first] = rows;
  if (first === undefined || rows.length < skus.length) throw new Error('The script sells what is not there');
  const lines = rows.map((row, at) => ({ ...row, line: at + 1, tax: taxIn(row.price, row.rate) }));
  const subtotal = rows.reduce((sum, { price }) => sum + price, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0) + taxIn(first.shipping, first.rate);
  const total = subtotal + first.shipping;
  const [orderId, paymentId, token, owner] = [newId(), newId(), randomUUID(), randomBytes(20).toString('hex')];
  const now = new Date();
  const number = `B-${randomBytes(6).toString('hex')}`;
  const sold = lines.map(({ sku, product_id: productId, category_path: categoryPath, price }) => {
    return { sku, productId, categoryPath, quantity: 1, unitPrice: price };
  });
  const data = JSON.stringify({ number, currency: 'EUR', subtotal, total, tax, lines: sold });
  const event = JSON.stringify({
    type: 'order.placed',
    subject: orderId,
    version: 1,
    data: { orderId, number, lines: sold },
  });
  const saga = JSON.stringify({ orderId, paymentId, lines: sold, method: 'sandbox_ok' });
  await inTransaction(pool, async (client) => {
    await client.query(PLACE, [
      ...[owner, newId(), owner, JSON.stringify({ orderId }), orderId, number, 'guest@example.org', now],
      ...[JSON.stringify(lines), subtotal, first.shipping, tax, JSON.stringify([]), ADDRESS, data, paymentId],
      ...[newId(), event, saga, token],
    ]);
    const reserved = await client.query(RESERVE, [skus, orderId]);
    if (reserved.rowCount !== skus.length) throw new Error('The script is out of stock');
  });
  return { orderId, paymentId, total, token };
}

const taxIn = (gross: number, basisPoints: number) => Math.round((gross * basisPoints) / (10_000 + basisPoints));

async function inTransaction(pool: pg.Pool, run: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await run(client);
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function call({ url, secret }: Provider, path: string, body: object): Promise<{ reference: string }> {
  const response = await fetch(`${url}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'idempotency-key': newId() },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The provider answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { reference: string };
}
