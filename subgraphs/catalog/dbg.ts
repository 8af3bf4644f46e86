import { createMongo, createRedis, createLogger, STREAMS } from '@quartet/service-kit';
import { migrateCatalog, saveCategory, saveProducts, countProducts } from './src/index.ts';
import { startCatalogRelay } from './src/workers/catalog-relay.ts';
import { createProductCache } from './src/cache/product-cache.ts';
const log = createLogger({ name: 'x', level: 'warn' });
const url = process.env.CATALOG_MONGODB_URL!.replace('/?', '/cat_bench?');
const m = createMongo({ url, name: 'x', log });
const db = m.db;
await db.dropDatabase();
await migrateCatalog({ env: { CATALOG_MONGODB_URL: url, REDIS_URL: '', REDIS_CACHE_URL: '' }, log, direction: 'up' });
const redis = createRedis({ url: process.env.REDIS_URL! + '/14', name: 'b', log });
await redis.flushdb();
const N = Number(process.argv[2] ?? 20000);
const defs = Array.from({ length: 50 }, (_, i) => ({ name: `attr_${i}`, label: `Attr ${i}`, type: 'TEXT' as const }));
const c = await saveCategory(db, { slug: 'bench', name: 'Bench', attributeDefinitions: defs });
if (c.kind !== 'saved') throw c;
const relayOn = process.argv[3] === 'relay';
const relay = relayOn ? startCatalogRelay({ db, redis, cache: createProductCache(redis), log }) : null;
const input = (n: number) => ({
  externalKey: `b${n}`,
  name: `Product number ${n} of the bench with a longish name`,
  brand: 'B' + (n % 50),
  description: 'd'.repeat(600),
  status: 'PUBLISHED' as const,
  categoryId: c.category.id,
  attributes: defs.slice(0, 40).map((d) => ({ name: d.name, value: 'value ' + (n % 17) })),
  variants: [{ sku: `SKU${n}` as never, name: 'Std', price: { amount: n, currency: 'EUR' } }],
});
let t = performance.now();
for (let i = 0; i < N; i += 500) {
  const o = await saveProducts(
    db,
    Array.from({ length: 500 }, (_, k) => input(i + k)),
  );
  const bad = o.find((x) => x.kind !== 'saved');
  if (bad) throw JSON.stringify(bad);
}
console.log(
  'write',
  N,
  ((performance.now() - t) / 1000).toFixed(1) + 's',
  Math.round(N / ((performance.now() - t) / 1000)) + '/s',
);
if (relayOn) {
  while ((await redis.xlen(STREAMS.catalog)) < N) await new Promise((r) => setTimeout(r, 100));
  console.log('relay done after', ((performance.now() - t) / 1000).toFixed(1) + 's');
}
t = performance.now();
for (let i = 0; i < N; i += 500)
  await saveProducts(
    db,
    Array.from({ length: 500 }, (_, k) => input(i + k)),
  );
console.log('again', ((performance.now() - t) / 1000).toFixed(1) + 's');
await relay?.stop();
if (!relayOn) {
  t = performance.now();
  const r = startCatalogRelay({ db, redis, cache: createProductCache(redis), log });
  while ((await redis.xlen(STREAMS.catalog)) < N) await new Promise((r) => setTimeout(r, 50));
  console.log('snapshot', ((performance.now() - t) / 1000).toFixed(1) + 's');
  await r.stop();
}
console.log('rss', Math.round(process.memoryUsage().rss / 1e6));
t = performance.now();
const { listProducts } = await import('./src/products/product-list.ts');
for (const sort of ['NEWEST', 'PRICE_ASC', 'RATING', 'NAME'] as const) {
  t = performance.now();
  const p = await listProducts(db, { filter: {}, sort, first: 20, after: null });
  const a = performance.now() - t;
  t = performance.now();
  await listProducts(db, { filter: { categoryId: c.category.id }, sort, first: 20, after: p.pageInfo.endCursor });
  const b = performance.now() - t;
  t = performance.now();
  await p.totalCount();
  console.log(sort, a.toFixed(), b.toFixed(), 'count', (performance.now() - t).toFixed());
}
await db.dropDatabase();
await redis.flushdb();
redis.disconnect();
await m.destroy();
