import { STREAMS } from '@quartet/schema/events';
import { countDatabaseCalls, publishEvents, createRedis } from '@quartet/service-kit';
import { freshRedis, waitUntil } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateSearch, rebuildProducts, startSearch } from '../src/index.ts';
import { pruneCountedSales } from '../src/indexing/prune-sales.ts';
import { log, openShop, orderPlaced, productChanged, type Shop, stockChanged, variant } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await shop.close();
});

async function document(id: string): Promise<Record<string, unknown> | undefined> {
  const { client, names } = shop.service.db;
  const found = await client.get<Record<string, unknown>>({ index: names.products, id }, { ignore: [404] });
  return found._source;
}

test('a late or repeated event changes nothing, whatever the batch', async () => {
  const old = productChanged('late', { version: 1, name: 'Old name' });
  const recent = productChanged('late', { version: 2, name: 'New name' });
  await shop.catalog(recent, old);
  await shop.catalog(old);
  await shop.catalog(recent, recent);
  expect(await document('late')).toMatchObject({ name: 'New name', versions: { product: 2 } });
});

test('product and rating are each as new as they came, also out of one older event', async () => {
  await shop.catalog(
    productChanged('rated', { version: 3, name: 'Third', ratingVersion: 1, rating: { average: 2, count: 1 } }),
  );
  await shop.catalog(
    productChanged('rated', { version: 2, name: 'Second', ratingVersion: 2, rating: { average: 4.5, count: 2 } }),
  );
  expect(await document('rated')).toMatchObject({ name: 'Third', rating: { average: 4.5, count: 2 } });
});

test('a newer version takes away what it no longer has', async () => {
  await shop.catalog(productChanged('shrinking', { tags: ['sale'], brand: 'Gone' }));
  await shop.catalog(productChanged('shrinking', { version: 2, brand: null }));
  expect(await shop.find({ filter: { brands: ['Gone'] } })).toEqual([]);
  expect(await shop.find({ filter: { tags: ['sale'] } })).toEqual([]);
});

test('stock that comes before its product counts as soon as the product is there, and shows nothing before', async () => {
  await shop.orders(stockChanged('early-1', { productId: 'early', available: 5, version: 1 }));
  expect(await shop.find({ first: 100 })).not.toContain('early');
  await shop.catalog(productChanged('early'));
  expect(await shop.find({ filter: { inStock: true } })).toContain('early');
});

test('stock whose product nobody knew yet finds it, whichever comes first', async () => {
  await shop.orders(stockChanged('unplaced-1', { productId: null, available: 5, version: 1 }));
  await shop.catalog(productChanged('unplaced'), productChanged('placed'));
  await shop.orders(stockChanged('placed-1', { productId: null, available: 5, version: 1 }));
  expect(await shop.find({ filter: { inStock: true } })).toEqual(expect.arrayContaining(['unplaced', 'placed']));
});

test('stock that waits for its product is told apart from that of a SKU that differs in case or accents only', async () => {
  const skus = ['Waits-1', 'WAITS-1', 'waits-1', 'wäits-1'];
  for (const [n, sku] of skus.entries()) {
    if (n % 2 === 0) await shop.orders(stockChanged(sku, { productId: null, available: n, version: 1 }));
    await shop.catalog(productChanged(`case-${n}`, { variants: [variant(sku)] }));
    if (n % 2 === 1) await shop.orders(stockChanged(sku, { productId: null, available: n, version: 1 }));
  }
  for (const [n, sku] of skus.entries()) expect((await document(`case-${n}`))?.['stock']).toEqual({ [sku]: n });
});

test('stock follows a SKU to another product, in whichever order the two are heard of', async () => {
  for (const order of ['from first', 'to first', 'in one batch', 'late']) {
    const [from, to, sku] = [`from ${order}`, `to ${order}`, `moves ${order}`].map((it) => it.replaceAll(' ', '-'));
    await shop.catalog(productChanged(from!, { variants: [variant(sku!)] }));
    await shop.orders(stockChanged(sku!, { productId: from!, available: 4, version: 7 }));
    const left = productChanged(from!, { version: 2, variants: [variant(`${sku}-other`)] });
    const came = productChanged(to!, { variants: [variant(sku!)] });
    if (order === 'from first') for (const event of [left, came]) await shop.catalog(event);
    else if (order === 'to first') for (const event of [came, left]) await shop.catalog(event);
    else if (order === 'in one batch') await shop.catalog(came, left);
    else await shop.catalog(left, came, productChanged(from!, { version: 1, variants: [variant(sku!)] }));
    expect(await document(to!)).toMatchObject({ inStock: true, stock: { [sku!]: 4 } });
    expect(await document(from!)).toMatchObject({ inStock: false, stock: {} });
  }
});

test('a SKU may be called like something that objects know', async () => {
  const skus = ['__proto__', 'constructor', 'a.b..c.', '.'];
  await shop.catalog(productChanged('odd-names', { variants: skus.map((sku) => variant(sku)) }));
  await shop.orders(...skus.map((sku) => stockChanged(sku, { productId: 'odd-names', available: 0, version: 1 })));
  expect(await shop.find({ filter: { inStock: true } })).not.toContain('odd-names');
  await shop.orders(stockChanged('__proto__', { productId: 'odd-names', available: 1, version: 2 }));
  expect(await shop.find({ filter: { inStock: true }, first: 100 })).toContain('odd-names');
});

test('older stock does not bring back what was sold, and what may not be bought is not in stock', async () => {
  await shop.catalog(productChanged('sold'), productChanged('withdrawn'));
  await shop.orders(stockChanged('sold-1', { productId: 'sold', available: 0, version: 8 }));
  await shop.orders(stockChanged('sold-1', { productId: 'sold', available: 9, version: 7 }));
  await shop.orders(stockChanged('withdrawn-1', { productId: 'withdrawn', available: 9, version: 1 }));
  await shop.catalog(productChanged('withdrawn', { version: 2, variants: [] }));
  const inStock = await shop.find({ filter: { inStock: true } });
  expect(inStock).not.toContain('sold');
  expect(inStock).not.toContain('withdrawn');
});

test('an archived product disappears and comes back when it is published again', async () => {
  await shop.catalog(productChanged('archived'));
  await shop.catalog(productChanged('archived', { version: 2, status: 'ARCHIVED' }));
  expect(await shop.find({ query: 'archived' })).toEqual([]);
  await shop.catalog(productChanged('archived', { version: 3 }));
  expect(await shop.find({ query: 'archived' })).toEqual(['archived']);
});

test('every order counts once towards popularity, however often it is told', async () => {
  await shop.catalog(productChanged('popular'));
  const first = orderPlaced('order-1', 'popular', 2);
  await shop.orders(first, first);
  await shop.orders(first, orderPlaced('order-2', 'popular', 3));
  await shop.orders(first);
  expect(await document('popular')).toMatchObject({ popularity: 5 });
  expect((await shop.find({ first: 1 }))[0]).toBe('popular');
});

test('what was counted before its process died is not counted again, and a batch costs what is in it', async () => {
  const { client, names } = shop.service.db;
  await shop.catalog(productChanged('bestseller'));
  const lines = Array.from({ length: 30 }, (_, n) => orderPlaced(`sold-${n}`, 'bestseller', 1));
  await shop.orders(...lines);
  // The sums are there and the notes about the lines are not: that is where it died.
  await client.bulk({
    index: names.sales,
    operations: lines.map((_, n) => ({ delete: { _id: `line:sold-${n}:bestseller-1` } })),
  });
  await shop.orders(...lines, orderPlaced('sold-30', 'bestseller', 2));
  expect(await document('bestseller')).toMatchObject({ popularity: 32 });
  // An index of products that was lost gets its popularity back from the orders that are told again.
  await client.delete({ index: names.products, id: 'bestseller' });
  await shop.catalog(productChanged('bestseller', { version: 2 }));
  const { calls } = await countDatabaseCalls(() => shop.orders(...lines));
  expect(await document('bestseller')).toMatchObject({ popularity: 32 });
  // which lines are known, the sums of their products, the products, and the test's own refresh
  expect(calls.elasticsearch).toBe(4);
});

describe('notes of counted order lines', () => {
  const DAY = 24 * 60 * 60 * 1_000;
  const at = (ms: number) => new Date(ms).toISOString();
  const pieces = async (id: string) => (await document(id))?.['popularity'];
  const notes = async () => {
    const { client, names } = shop.service.db;
    await client.indices.refresh({ index: names.sales });
    return (await client.count({ index: names.sales, query: { exists: { field: 'placedAt' } } })).count;
  };

  test('a young index keeps all of them: it may still be told what is older', async () => {
    await shop.orders(orderPlaced('ancient', 'ancient-one', 2, '2020-01-01T00:00:00.000Z'));
    const before = await notes();
    expect(await pruneCountedSales(shop.service.db, { now: Date.now() })).toEqual({ rows: 0, more: false });
    expect(await notes()).toBe(before);
    await shop.orders(orderPlaced('ancient-too', 'ancient-one', 3, '2020-01-01T00:00:00.000Z'));
    expect(await pieces('ancient-one')).toBe(5);
  });

  test('old ones go, and an old order that comes again counts nothing twice', async () => {
    const { client, names } = shop.service.db;
    const now = Date.now() + 100 * DAY;
    const [mark, cold] = [now - 90 * DAY, 1_001];
    const old = orderPlaced('old', 'aging', 2, at(mark - 1));
    const recent = orderPlaced('recent', 'aging', 3, at(mark));
    // More notes than a request deletes, and more lines than a sum remembers.
    const filler = Array.from({ length: cold }, (_, n) => orderPlaced(`old-${n}`, 'aging', 1, at(mark - DAY)));
    await shop.orders(old, recent);
    await shop.orders(...filler);
    const before = await notes();
    const { rows, more } = await pruneCountedSales(shop.service.db, { now });
    expect({ left: await notes(), more }).toEqual({ left: 1, more: false });
    expect(rows).toBe(before - 1);

    await shop.orders(old, recent, ...filler);
    expect(await pieces('aging')).toBe(5 + cold);
    await shop.orders(orderPlaced('new', 'aging', 7, at(now)));
    expect(await pieces('aging')).toBe(12 + cold);

    // A worker whose clock is behind does not take the mark back.
    await pruneCountedSales(shop.service.db, { now: now - DAY });
    await shop.orders(old);
    expect(await pieces('aging')).toBe(12 + cold);
    // A product that was lost gets its popularity back from orders that are told again.
    await client.delete({ index: names.products, id: 'aging' });
    await shop.orders(old);
    expect(await pieces('aging')).toBe(12 + cold);
  });
});

test('a product that the index refuses is named, and costs no other', async () => {
  const refused = productChanged('refused', { publishedAt: 'not a date' });
  await expect(shop.catalog(refused, productChanged('accepted'))).rejects.toThrow(/refused: .*publishedAt/);
  expect(await document('accepted')).toMatchObject({ id: 'accepted' });
});

test('five hundred attribute names make no new field', async () => {
  const attributes = Array.from({ length: 500 }, (_, n) => ({
    ...{ name: `attribute_${n}`, label: `Attribute ${n}`, type: 'ENUM' as const, value: `value ${n}` },
    ...{ unit: null, number: null, boolean: null, filterable: true },
  }));
  await shop.catalog(productChanged('wide', { attributes }));
  expect(await shop.find({ filter: { attributes: [{ name: 'attribute_499', in: ['value 499'] }] } })).toEqual(['wide']);
});

test('migrations may run side by side, and a rebuild keeps every document under the same alias', async () => {
  const { env, service } = shop;
  const up = () => migrateSearch({ env, log, direction: 'up' });
  expect((await Promise.all([up(), up()])).flat()).toEqual([]);
  const before = await service.db.client.count({ index: service.db.names.products });
  const index = await rebuildProducts({ db: service.db, log });
  expect(index).toBe(service.db.names.productsIndex(2));
  expect((await service.db.client.count({ index: service.db.names.products })).count).toBe(before.count);
  // Guarded writes go on where they were.
  await shop.catalog(
    productChanged('popular', { version: 1, name: 'Late' }),
    productChanged('popular', { version: 2, name: 'Newest' }),
  );
  expect(await document('popular')).toMatchObject({ name: 'Newest', popularity: 5 });
});

test('the workers bring what is on the streams into the index', async () => {
  const redis = await freshRedis();
  const env = { ...shop.env, REDIS_URL: redis.url };
  const running = await startSearch({ env, log, workers: true });
  const publisher = createRedis({ url: redis.url, name: 'test', log });
  try {
    await publishEvents(publisher, STREAMS.orders, [
      stockChanged('streamed-1', { productId: 'streamed', available: 1, version: 1 }),
    ]);
    await publishEvents(publisher, STREAMS.catalog, [productChanged('streamed')]);
    await waitUntil(async () => (await shop.find({ query: 'streamed', filter: { inStock: true } })).length === 1, {
      what: 'the streamed product in the index',
    });
  } finally {
    await running.stop();
    publisher.disconnect();
  }
});
