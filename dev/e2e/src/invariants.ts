import { eventContract } from '@quartet/schema/events';
import { type Logger, busState, createRedis } from '@quartet/service-kit';
import type { Subgraphs } from '@quartet/launcher';

interface Books {
  stack: Subgraphs;
  redisUrl: string;
  log: Logger;
}

/** A table of service-kit's, which orders does not name. */
type Sagas = { sagas: { id: string; state: string } };

/** Tables of the event bus, which orders does not name. */
type Outbox = { outbox: { id: string; published_at: Date | null } };

/**
 * What is not as it must be once nothing is under way any more, a line for each: stock against its ledger and its
 * reservations, orders against their keys and events, everything that was published against its consumers' copies.
 * No line: every promise is kept, and every event had its effect exactly once.
 */
export async function findViolations(books: Books): Promise<string[]> {
  const found = await Promise.all([
    stockAgainstLedger(books),
    ordersAgainstKeys(books),
    ordersAgainstEvents(books),
    ordersAgainstPayments(books),
    ordersAgainstAmounts(books),
    paymentsAgainstRefunds(books),
    promotionsAgainstUses(books),
    productsAgainstCopies(books),
    stockAgainstSearch(books),
    salesAgainstSearch(books),
    busAtRest(books),
  ]);
  return found.flat();
}

/** What orders and search do not hold yet in its newest version, a line for each. */
export async function findStaleCopies(stack: Subgraphs): Promise<string[]> {
  const found = await Promise.all([productsAgainstCopies({ stack }), stockAgainstSearch({ stack })]);
  return found.flat();
}

/** on_hand = Σ movements, reserved = Σ open reservations, 0 ≤ reserved ≤ on_hand. */
async function stockAgainstLedger({ stack: { orders } }: Books): Promise<string[]> {
  const [inventory, movements, open] = await Promise.all([
    orders.db.selectFrom('inventory').select(['sku', 'on_hand', 'reserved']).execute(),
    orders.db.selectFrom('stock_movements').select(['sku', 'delta']).execute(),
    orders.db.selectFrom('reservations').select(['sku', 'quantity']).where('state', '=', 'OPEN').execute(),
  ]);
  const ledger = sums(movements.map(({ sku, delta }) => [sku, delta]));
  const claimed = sums(open.map(({ sku, quantity }) => [sku, quantity]));
  return inventory.flatMap(({ sku, on_hand, reserved }) => [
    ...differ(`on_hand of ${sku}`, on_hand, 'its movements', ledger.get(sku) ?? 0),
    ...differ(`reserved of ${sku}`, reserved, 'its open reservations', claimed.get(sku) ?? 0),
    ...(reserved >= 0 && reserved <= on_hand ? [] : [`reserved of ${sku} is ${reserved} of ${on_hand}`]),
  ]);
}

/** refunded = Σ refunds that succeeded, no more than captured; of each order's payments one keeps money at most. */
async function paymentsAgainstRefunds({ stack: { orders } }: Books): Promise<string[]> {
  const [payments, refunds, events] = await Promise.all([
    orders.db.selectFrom('payments').select(['id', 'order_id', 'amount', 'captured', 'refunded']).execute(),
    orders.db.selectFrom('payment_refunds').select(['payment_id', 'amount', 'status']).execute(),
    orders.db
      .selectFrom('payment_webhooks')
      .select(['event_id', 'result'])
      .where('worked_off_at', 'is', null)
      .execute(),
  ]);
  const succeeded = refunds.filter(({ status }) => status === 'SUCCEEDED');
  const paidBack = sums(succeeded.map(({ payment_id, amount }) => [payment_id, amount]));
  const kept = payments.filter(({ captured, refunded }) => captured > refunded);
  return [
    ...payments.flatMap(({ id, refunded }) =>
      differ(`refunded of payment ${id}`, refunded, 'its refunds', paidBack.get(id) ?? 0),
    ),
    ...payments.flatMap(({ id, amount, captured, refunded }) =>
      refunded <= captured && captured <= amount ? [] : [`payment ${id}: ${refunded} of ${captured} of ${amount}`],
    ),
    ...[...sums(kept.map(({ order_id }) => [order_id, 1]))].flatMap(([order, count]) =>
      differ(`payments that keep money of order ${order}`, count, 'one', 1),
    ),
    ...events.map(({ event_id, result }) => `the event ${event_id} was not worked off: ${result ?? 'no attempt'}`),
  ];
}

/** Each key stands for one order, and each order that is not cancelled for one key. */
async function ordersAgainstKeys({ stack: { orders } }: Books): Promise<string[]> {
  const [keys, directory, rows] = await Promise.all([
    orders.db
      .selectFrom('idempotency_keys')
      .select(['key', 'result'])
      .where('operation', 'in', ['placeOrder', 'checkout'])
      .execute(),
    orders.db.selectFrom('order_directory').select(['order_id', 'status']).execute(),
    orders.db.selectFrom('orders').select('id').execute(),
  ]);
  const listed = new Set(directory.map(({ order_id }) => order_id));
  const keysOf = sums(keys.map(({ result }) => [(result as { orderId: string }).orderId, 1]));
  return [
    ...[...keysOf.keys()].filter((id) => !listed.has(id)).map((id) => `the order ${id} of a key is not there`),
    ...directory.flatMap(({ order_id: id, status }) => {
      const kept = status === 'CANCELLED' ? 0 : 1;
      return differ(`the keys of order ${id}`, keysOf.get(id) ?? 0, 'its state', kept);
    }),
    ...differ('orders in the directory', listed.size, 'orders', rows.length),
  ];
}

/** Of an order that a checkout placed all is paid and sold, or all was given back; nothing is on its way any more. */
async function ordersAgainstPayments({ stack: { orders } }: Books): Promise<string[]> {
  const [rows, payments, reservations, sagas] = await Promise.all([
    orders.db.selectFrom('orders').select(['id', 'status', 'total']).execute(),
    orders.db.selectFrom('payments').select(['order_id', 'captured', 'refunded']).execute(),
    orders.db.selectFrom('reservations').select(['order_id', 'state']).execute(),
    orders.db.withTables<Sagas>().selectFrom('sagas').select(['id', 'state']).execute(),
  ]);
  const taken = sums(payments.map(({ order_id, captured, refunded }) => [order_id, captured - refunded]));
  const held = Map.groupBy(reservations, ({ order_id }) => order_id);
  const checkedOut = new Set(sagas.map(({ id }) => id));
  const unfinished = sagas
    .filter(({ state }) => state !== 'DONE')
    .map(({ id }) => `the saga of order ${id} has not ended`);
  const wrong = rows.flatMap(({ id, status, total }) => {
    if (!checkedOut.has(id)) return [];
    const isCancelled = status === 'CANCELLED';
    const stray = (held.get(id) ?? []).filter(({ state }) => state !== (isCancelled ? 'RELEASED' : 'COMMITTED'));
    return [
      ...differ(`paid for ${status} order ${id}`, taken.get(id) ?? 0, 'due', isCancelled ? 0 : total),
      ...differ(`reservations of ${status} order ${id} in another state`, stray.length, 'none', 0),
    ];
  });
  return [...unfinished, ...wrong];
}

/** The events of each order are numbered 1, 2, 3 … */
async function ordersAgainstEvents({ stack: { orders } }: Books): Promise<string[]> {
  const [rows, events] = await Promise.all([
    orders.db.selectFrom('orders').select('id').execute(),
    orders.db.selectFrom('order_events').select(['order_id', 'version']).execute(),
  ]);
  const versions = Map.groupBy(events, ({ order_id }) => order_id);
  return rows.flatMap(({ id }) => {
    const held = (versions.get(id) ?? []).map(({ version }) => version).sort((a, b) => a - b);
    const gapless = held.length > 0 && held.every((version, at) => version === at + 1);
    return gapless ? [] : [`order ${id} has the events ${held.join(', ') || 'none'}`];
  });
}

/**
 * Subtotal and discount are those of the items; tax is that of the items and of shipping, and that of the tax lines, which
 * orders of before tax was shown apart do not have. The total is a CHECK of the table.
 */
async function ordersAgainstAmounts({ stack: { orders } }: Books): Promise<string[]> {
  const [rows, items] = await Promise.all([
    orders.db.selectFrom('orders').selectAll().execute(),
    orders.db.selectFrom('order_items').selectAll().execute(),
  ]);
  const sumOf = (value: (item: (typeof items)[number]) => number) =>
    sums(items.map((item) => [item.order_id, value(item)]));
  const subtotals = sumOf((item) => item.unit_price * item.quantity);
  const discounts = sumOf((item) => item.discount);
  const taxes = sumOf((item) => item.tax);
  return rows.flatMap((order) => [
    ...differ(`subtotal of order ${order.id}`, order.subtotal, 'its items', subtotals.get(order.id) ?? 0),
    ...differ(`discount of order ${order.id}`, order.discount, 'its items', discounts.get(order.id) ?? 0),
    ...differ(`tax of order ${order.id}`, order.tax, 'its parts', (taxes.get(order.id) ?? 0) + order.shipping_tax),
    ...differ(
      `tax of order ${order.id}`,
      order.tax,
      'its tax lines',
      order.taxes.reduce((sum, { amount }) => sum + amount, 0),
    ),
  ]);
}

/** A promotion counts the uses that it has; uses of promotions that ended long ago are pruned, here there are none. */
async function promotionsAgainstUses({ stack: { orders } }: Books): Promise<string[]> {
  const [promotions, uses] = await Promise.all([
    orders.db.selectFrom('promotions').select(['code', 'used']).execute(),
    orders.db.selectFrom('promotion_uses').select('code').execute(),
  ]);
  const counted = sums(uses.map(({ code }) => [code, 1]));
  return promotions.flatMap(({ code, used }) =>
    differ(`used of promotion ${code}`, used, 'its uses', counted.get(code) ?? 0),
  );
}

interface Indexed {
  versions?: { product?: number; rating?: number; stock?: Record<string, number>; popularity?: number };
  stock?: Record<string, number>;
  popularity?: number;
}

/** Search and orders hold the newest version of every product. */
async function productsAgainstCopies({ stack }: Pick<Books, 'stack'>): Promise<string[]> {
  const products = await readProducts(stack);
  const [indexed, copies] = await Promise.all([
    readIndex(stack),
    stack.orders.db.selectFrom('sku_catalog_products').select(['product_id', 'version']).execute(),
  ]);
  const held = new Map(copies.map(({ product_id, version }) => [product_id, version]));
  return products.flatMap(({ id, slug, version, ratingVersion }) => {
    const versions = indexed.get(id)?.versions;
    return [
      ...differ(`version of ${slug} in search`, versions?.product ?? 0, 'in the catalog', version),
      ...differ(`rating of ${slug} in search`, versions?.rating ?? 0, 'in the catalog', ratingVersion),
      ...differ(`version of ${slug} in orders`, held.get(id) ?? 0, 'in the catalog', version),
    ];
  });
}

/** What search says is available is what inventory says. */
async function stockAgainstSearch({ stack }: Pick<Books, 'stack'>): Promise<string[]> {
  const inventory = await stack.orders.db.selectFrom('inventory').select(['sku', 'on_hand', 'reserved']).execute();
  const available = new Map(inventory.map(({ sku, on_hand, reserved }) => [sku, on_hand - reserved]));
  const [products, indexed] = await Promise.all([readProducts(stack), readIndex(stack)]);
  return products.flatMap(({ id, skus }) =>
    skus.flatMap((sku) => {
      const left = available.get(sku);
      return left === undefined
        ? []
        : differ(`stock of ${sku} in search`, indexed.get(id)?.stock?.[sku], 'in orders', left);
    }),
  );
}

/** Every order line counts once in a product's popularity. */
async function salesAgainstSearch({ stack }: Books): Promise<string[]> {
  const items = await stack.orders.db.selectFrom('order_items').select(['product_id', 'quantity']).execute();
  const sold = sums(items.map(({ product_id, quantity }) => [product_id, quantity]));
  const { client, names } = stack.search.db;
  const lines = { index: names.sales, query: { exists: { field: 'placedAt' } } };
  const [indexed, { count }] = await Promise.all([readIndex(stack), client.count(lines)]);
  return [
    ...differ('order lines in search', count, 'in orders', items.length),
    ...[...sold].flatMap(([id, pieces]) =>
      differ(`popularity of ${id}`, indexed.get(id)?.popularity, 'pieces sold', pieces),
    ),
  ];
}

/** Nothing waits to be sent, nothing to be handled, and nothing was given up. */
async function busAtRest({ stack, redisUrl, log }: Books): Promise<string[]> {
  const waiting = await stack.orders.db
    .withTables<Outbox>()
    .selectFrom('outbox')
    .select('id')
    .where('published_at', 'is', null)
    .execute();
  const redis = createRedis({ url: redisUrl, name: 'invariants', log });
  try {
    const streams = await busState(redis, eventContract);
    return [
      ...differ('events that wait in the outbox', waiting.length, 'none', 0),
      ...streams.flatMap(({ stream, length, groups }) =>
        groups.flatMap((group) => [
          ...(group.joined || length === 0 ? [] : [`${group.name} does not read ${stream}`]),
          ...differ(`pending of ${group.name} in ${stream}`, group.pending, 'none', 0),
          ...differ(`oldest unread of ${group.name} in ${stream} in seconds`, group.lagSeconds, 'none', 0),
          ...differ(`dead letters of ${group.name} in ${stream}`, group.deadLetters, 'none', 0),
        ]),
      ),
    ];
  } finally {
    redis.disconnect();
  }
}

interface ProductState {
  id: string;
  slug: string;
  version: number;
  ratingVersion: number;
  skus: string[];
}

async function readProducts(stack: Subgraphs): Promise<ProductState[]> {
  const products = stack.catalog.db.collection<{
    _id: string;
    slug: string;
    version: number;
    ratingVersion: number;
    variants: { sku: string }[];
  }>('products');
  const all = await products.find().toArray();
  return all.map(({ _id, slug, version, ratingVersion, variants }) => {
    return { id: _id, slug, version, ratingVersion, skus: variants.map(({ sku }) => sku) };
  });
}

const MOST_PRODUCTS = 10_000;
const SEARCH_MS = 30_000;

async function readIndex({ search }: Subgraphs): Promise<Map<string, Indexed>> {
  const { client, names } = search.db;
  await client.indices.refresh({ index: [names.products, names.sales] });
  const { hits } = await client.search<Indexed>(
    {
      index: names.products,
      size: MOST_PRODUCTS,
      _source: ['versions', 'stock', 'popularity'],
      query: { match_all: {} },
    },
    // A first search of an index on a busy machine takes longer than a customer would wait.
    { requestTimeout: SEARCH_MS },
  );
  return new Map(hits.hits.map(({ _id, _source }) => [_id ?? '', _source ?? {}]));
}

function sums(pairs: readonly (readonly [string, number])[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [key, value] of pairs) totals.set(key, (totals.get(key) ?? 0) + value);
  return totals;
}

function differ(what: string, is: number | undefined, against: string, must: number): string[] {
  return is === must ? [] : [`${what}: ${is ?? 'none'}; ${against}: ${must}`];
}
