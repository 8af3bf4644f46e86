import {
  type CatalogService,
  readCatalogEnv,
  saveCategory,
  saveProduct,
  setStatus,
  startCatalog,
} from '@quartet/catalog';
import { migrateAll } from '@quartet/ops';
import { type Executor, type Transport, createExecutor, createEntityCache } from '@quartet/router';
import { supergraphSdl } from '@quartet/schema';
import { type SearchService, readSearchEnv, startSearch } from '@quartet/search';
import {
  type CategoryId,
  type ProductId,
  type Viewer,
  anonymous,
  createLogger,
  createRedis,
  userId,
} from '@quartet/service-kit';
import { type FreshEnv, type SilentProxy, freshEnv, silentProxy, waitUntil } from '@quartet/test-kit';
import { Kind, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The router's cache over the real catalog and search: each says itself when it has applied a change. */

const log = createLogger({ name: 'e2e', level: 'silent' });
const STAFF: Viewer = {
  kind: 'user',
  userId: userId('0190a000-0000-7000-8000-000000000009'),
  sessionId: 's-staff',
  role: 'CATALOG_MANAGER',
  scopes: ['catalog:write'],
};
/** Nothing ends by itself while a test runs: what is new was invalidated. */
const FOR_HOURS = supergraphSdl().replaceAll(/@cacheControl\(maxAge: \d+\)/g, '@cacheControl(maxAge: 3600)');

let env: FreshEnv;
let catalog: CatalogService;
let search: SearchService;
let indexer: SearchService;
let toIndexer: SilentProxy;
let executor: Executor;
let close: () => void;
const calls: string[] = [];

beforeAll(async () => {
  env = await freshEnv();
  await migrateAll({ urls: env, env, log, direction: 'up', only: ['catalog', 'search'] });
  // The events reach the index through something that can be held.
  toIndexer = await silentProxy(env.REDIS_URL);
  const behind = { ...readSearchEnv(env), REDIS_URL: toIndexer.url };
  [catalog, search, indexer] = await Promise.all([
    startCatalog({ env: readCatalogEnv(env), log, workers: true }),
    startSearch({ env: readSearchEnv(env), log, workers: false }),
    startSearch({ env: behind, log, workers: true }),
  ]);
  const redis = createRedis({ url: env.REDIS_CACHE_URL, name: 'e2e-cache', log, timeoutMs: 10_000 });
  close = () => redis.disconnect();
  const counted = (name: string, { execute }: Transport): Transport => ({
    execute: (request) => (calls.push(name), execute(request)),
  });
  const away: Transport = { execute: () => Promise.reject(new Error('not in this test')) };
  executor = await createExecutor({
    supergraphSdl: FOR_HOURS,
    transports: {
      users: away,
      orders: away,
      catalog: counted('catalog', catalog.subgraph),
      search: counted('search', search.subgraph),
    },
    subgraphTimeoutMs: 30_000,
    entityCache: createEntityCache({ redis, timeoutMs: 10_000 }),
    maxCacheSeconds: 3_600,
    log,
  });
});
afterAll(async () => {
  await executor.stop();
  close();
  await Promise.all([catalog.stop(), search.stop(), indexer.stop()]);
});

async function ask(query: string, viewer: Viewer = anonymous): Promise<Record<string, unknown>> {
  const document = parse(query);
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)!;
  const more = { viewer, requestId: 'r', signal: new AbortController().signal, endsAt: Infinity };
  const { data, errors } = await executor.execute({ query, document, operation, variables: {}, ...more });
  if (errors) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
}

/** Asks until nobody has to be asked for it any more. */
async function kept(query: string): Promise<Record<string, unknown>> {
  return waitUntil(
    async () => {
      calls.length = 0;
      const data = await ask(query);
      return calls.length === 0 ? data : undefined;
    },
    { what: `${query} in the cache` },
  );
}

const answers = (query: string, expected: object, what: string) =>
  waitUntil(async () => JSON.stringify(await ask(query)) === JSON.stringify(expected), { what });

let category: CategoryId;

async function save(name: string, o: { id?: ProductId; status?: 'DRAFT' | 'PUBLISHED'; cents?: number } = {}) {
  const saved = await saveProduct(catalog.db, {
    ...(o.id && { id: o.id }),
    slug: o.id ?? name.toLowerCase(),
    name,
    status: o.status ?? 'PUBLISHED',
    categoryId: category,
    variants: [{ sku: `SKU-${o.id ?? name}`, name: 'Standard', price: { amount: o.cents ?? 1_000, currency: 'EUR' } }],
  });
  if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
  return saved.product;
}

const CATEGORIES = '{ categories { name } }';
const PRODUCTS = '{ products { nodes { name } } }';
const FOUND = '{ searchProducts(query: "lamp") { nodes { name } } }';

describe('what is kept', () => {
  it('ends when the first of a list is there, and what was looked for in vain', async () => {
    const BY_SLUG = '{ product(slug: "lamp") { name } }';
    const BY_SKU = '{ variants(skus: ["SKU-Lamp"]) { name } }';
    expect(await kept(CATEGORIES)).toEqual({ categories: [] });
    expect(await kept(PRODUCTS)).toEqual({ products: { nodes: [] } });
    expect(await kept(FOUND)).toEqual({ searchProducts: { nodes: [] } });
    expect(await kept(BY_SLUG)).toEqual({ product: null });
    expect(await kept(BY_SKU)).toEqual({ variants: [null] });

    const outcome = await saveCategory(catalog.db, { slug: 'lights', name: 'Lights', parentId: null });
    if (outcome.kind !== 'saved') throw new Error(outcome.kind);
    category = outcome.category.id;
    await answers(CATEGORIES, { categories: [{ name: 'Lights' }] }, 'the first category');
    await save('Lamp');
    await answers(PRODUCTS, { products: { nodes: [{ name: 'Lamp' }] } }, 'the first product');
    await answers(FOUND, { searchProducts: { nodes: [{ name: 'Lamp' }] } }, 'the first product that is found');
    await answers(BY_SLUG, { product: { name: 'Lamp' } }, 'the product of the slug');
    await answers(BY_SKU, { variants: [{ name: 'Standard' }] }, 'the variant of the SKU');
  });

  it('of search ends when search has applied the change, however late that is, and not before', async () => {
    const ONE = '{ product(slug: "lamp") { id name priceRange { min { amount } } } }';
    const CHEAP = '{ searchProducts(filter: { price: { max: 700, currency: "EUR" } }) { nodes { name } } }';
    const { product } = (await kept(ONE)) as { product: { id: ProductId } };
    expect(await kept(CHEAP)).toEqual({ searchProducts: { nodes: [] } });
    toIndexer.silence();
    await save('Lantern', { id: product.id, cents: 500 });
    const changed = { product: { id: product.id, name: 'Lantern', priceRange: { min: { amount: 500 } } } };
    await answers(ONE, changed, 'the new name and price in the catalog');
    // The catalog's own list is new, search still has the old state: it is asked as well as it can be.
    await answers(PRODUCTS, { products: { nodes: [{ name: 'Lantern' }] } }, 'the new name in the list');
    expect(await kept(CHEAP)).toEqual({ searchProducts: { nodes: [] } });
    expect(await kept(ONE)).toEqual(changed);
    toIndexer.restore();
    await answers(CHEAP, { searchProducts: { nodes: [{ name: 'Lantern' }] } }, 'the new price in the index');
  });

  it('of a draft and of an archived product is for nobody but staff, in any order', async () => {
    const draft = await save('Secret', { status: 'DRAFT' });
    const ONE = `{ product(id: "${draft.id}") { name } productsByIds(ids: ["${draft.id}"]) { name } }`;
    const hidden = { product: null, productsByIds: [null] };
    const shown = { product: { name: 'Secret' }, productsByIds: [{ name: 'Secret' }] };
    expect(await ask(ONE, STAFF)).toEqual(shown);
    expect(await kept(ONE)).toEqual(hidden);
    expect(await ask(ONE, STAFF)).toEqual(shown);
    await setStatus(catalog.db, draft.id, 'PUBLISHED');
    await answers(ONE, shown, 'the published product');
    expect(await kept(ONE)).toEqual(shown);
    await setStatus(catalog.db, draft.id, 'ARCHIVED');
    await answers(ONE, hidden, 'nothing of the archived product');
    expect(await ask(ONE, STAFF)).toEqual(shown);
    expect(await kept(ONE)).toEqual(hidden);
  });

  it('of a category ends with a change of the category, for its products too', async () => {
    const OF_PRODUCT = '{ product(slug: "lamp") { category { name productCount } } }';
    expect(await kept(OF_PRODUCT)).toEqual({ product: { category: { name: 'Lights', productCount: 1 } } });
    await saveCategory(catalog.db, { id: category, slug: 'lights', name: 'Lighting', parentId: null });
    await answers(OF_PRODUCT, { product: { category: { name: 'Lighting', productCount: 1 } } }, 'the new name');
  });
});
