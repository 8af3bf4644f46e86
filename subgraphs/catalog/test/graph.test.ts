import { anonymous, countDatabaseCalls, type CategoryId, type UserId, type Viewer } from '@quartet/service-kit';
import { freshRedis } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productIdOf, saveProducts, setRating, setStatus, startCatalog, type CatalogService } from '../src/index.ts';
import { findProducts } from '../src/products/product.repository.ts';
import { productChanged } from '../src/workers/product-events.ts';
import { aProduct, aVariant, freshCatalog, log, makeCategory, type Db } from './fixtures.ts';

const editor: Viewer = {
  kind: 'user',
  userId: 'u' as UserId,
  sessionId: 's',
  role: 'CATALOG_MANAGER',
  scopes: ['catalog:write'],
};

let db: Db;
let catalog: CatalogService;
let root: CategoryId;
let mice: CategoryId;

beforeAll(async () => {
  const mongo = await freshCatalog();
  const redis = await freshRedis();
  db = mongo.db;
  root = await makeCategory(db, { slug: 'hardware' });
  mice = await makeCategory(db, {
    slug: 'mice',
    parentId: root,
    attributeDefinitions: [
      { name: 'dpi', label: 'Resolution', type: 'NUMBER', unit: 'dpi' },
      { name: 'wireless', label: 'Wireless', type: 'BOOLEAN' },
      { name: 'colour', label: 'Colour', type: 'ENUM', options: ['black', 'white'], variantDefining: true },
    ],
  });
  await saveProducts(
    db,
    Array.from({ length: 25 }, (_, n) =>
      aProduct(mice, `m${n}`, {
        name: `Mouse ${String(n).padStart(2, '0')}`,
        brand: n % 2 ? 'Odd' : 'Even',
        attributes: [
          { name: 'wireless', value: n % 2 === 0 },
          { name: 'dpi', value: 800 + n },
        ],
        variants: [
          // Many share a price: the id must break the tie.
          aVariant(`m${n}-b`, {
            price: { amount: 1000 + (n % 3), currency: 'EUR' },
            attributes: [{ name: 'colour', value: 'black' }],
          }),
          aVariant(`m${n}-w`, { price: { amount: 2000, currency: 'EUR' } }),
        ],
      }),
    ),
  );
  await saveProducts(db, [
    aProduct(mice, 'draft', { status: 'DRAFT', variants: [aVariant('draft', { price: null })] }),
  ]);
  await saveProducts(db, [aProduct(mice, 'gone')]);
  await setStatus(db, productIdOf('gone'), 'ARCHIVED');
  await setRating(db, productIdOf('m3'), [0, 0, 0, 0, 2]);
  catalog = await startCatalog({
    env: { CATALOG_MONGODB_URL: mongo.url, REDIS_URL: redis.url, REDIS_CACHE_URL: redis.url },
    log,
    workers: false,
  });
});
afterAll(() => catalog.stop());

/** What the tests below select of a page. */
interface Page {
  nodes: { name: string; rating: { average: number }; priceRange: { min: { amount: number } } }[];
  pageInfo: { endCursor: string | null };
  totalCount: number;
}
interface Answer {
  [field: string]: unknown;
  products: Page;
}

async function ask(query: string, variables = {}, viewer: Viewer = anonymous): Promise<Answer> {
  const { data, errors } = await catalog.subgraph.execute({ query, variables, viewer, requestId: 'test' });
  if (errors) throw new Error(errors.map((it) => `${String(it.extensions.code)} ${it.message}`).join('; '));
  return data as unknown as Answer;
}

const entities = (representations: object[], fields: string, viewer?: Viewer) =>
  ask(`query($r: [_Any!]!) { _entities(representations: $r) { ${fields} } }`, { r: representations }, viewer);

it('answers a product whole', async () => {
  const { product } = await ask(`{ product(sku: "m4-b") {
    id slug name brand status tags publishedAt version rating { average count distribution } priceRange { min { amount currency } max { amount } }
    attributes { name label value unit number boolean } images { url }
    category { slug parent { slug } ancestors { slug } children { slug } productCount version attributeDefinitions { name type variantDefining } }
    variants { sku name price { amount } taxClass attributes { name value } product { id } } } }`);
  expect(product).toMatchObject({
    id: productIdOf('m4'),
    slug: 'mouse-04',
    priceRange: { min: { amount: 1001, currency: 'EUR' }, max: { amount: 2000 } },
    attributes: [
      { name: 'dpi', label: 'Resolution', value: '804', unit: 'dpi', number: 804, boolean: null },
      { name: 'wireless', value: 'yes', unit: null, number: null, boolean: true },
    ],
    category: {
      slug: 'mice',
      parent: { slug: 'hardware' },
      ancestors: [{ slug: 'hardware' }],
      children: [],
      productCount: 25,
    },
    variants: [
      { sku: 'm4-b', taxClass: 'STANDARD', attributes: [{ name: 'colour', value: 'black' }] },
      { sku: 'm4-w' },
    ],
  });
  expect(await ask('{ categories { slug productCount children { slug productCount } } }')).toEqual({
    categories: [{ slug: 'hardware', productCount: 25, children: [{ slug: 'mice', productCount: 25 }] }],
  });
});

it('finds a product by its id in capitals', async () => {
  const id: string = productIdOf('m1');
  expect(await ask('query($id: ID!) { product(id: $id) { id } }', { id: id.toUpperCase() })).toEqual({
    product: { id },
  });
});

it('wants exactly one way to name a product', async () => {
  await expect(ask('{ product { id } }')).rejects.toThrow('BAD_USER_INPUT');
  await expect(ask('{ product(id: "a", slug: "b") { id } }')).rejects.toThrow('BAD_USER_INPUT');
  expect(await ask('{ product(slug: "no-such") { id } category(slug: "no-such") { id } }')).toEqual({
    product: null,
    category: null,
  });
});

describe('drafts and archived products', () => {
  const draft = { __typename: 'Product', id: productIdOf('draft') };
  const gone = { __typename: 'Variant', sku: 'gone' };
  it('are nothing to a visitor', async () => {
    expect(await entities([draft, { __typename: 'Variant', sku: 'draft' }], '__typename')).toEqual({
      _entities: [null, null],
    });
    expect(await entities([gone], '... on Variant { sku product { id } }')).toEqual({
      _entities: [{ sku: 'gone', product: null }],
    });
    expect(
      await ask('{ product(sku: "gone") { id } products(filter: { status: [DRAFT] }) { totalCount nodes { id } } }'),
    ).toEqual({
      product: null,
      products: { totalCount: 0, nodes: [] },
    });
  });
  it('are there for who edits the catalog', async () => {
    expect(await entities([draft], '... on Product { status }', editor)).toEqual({ _entities: [{ status: 'DRAFT' }] });
    const { products } = await ask('{ products(filter: { status: [DRAFT, ARCHIVED] }) { totalCount } }', {}, editor);
    expect(products.totalCount).toBe(2);
  });
});

describe('lists', () => {
  const page = `query($sort: ProductSort, $after: String, $filter: ProductFilter) {
    products(first: 7, sort: $sort, after: $after, filter: $filter) {
      nodes { name rating { average } priceRange { min { amount } max { amount } } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount totalCountExact } }`;

  it.each(['NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'RATING', 'NAME'])(
    'walk through all products by %s, each once',
    async (sort) => {
      const nodes: Page['nodes'] = [];
      let after: string | null = null;
      for (let n = 0; n < 4; n++) {
        const { products }: Answer = await ask(page, { sort, after });
        nodes.push(...products.nodes);
        expect(products).toMatchObject({ totalCount: 25, totalCountExact: true });
        expect(products.pageInfo).toMatchObject({ hasNextPage: n < 3, hasPreviousPage: n > 0 });
        after = products.pageInfo.endCursor;
      }
      expect(new Set(nodes.map((it) => it.name)).size).toBe(25);
      if (sort === 'NAME') expect(nodes.map((it) => it.name)).toEqual(nodes.map((it) => it.name).sort());
      if (sort === 'RATING') expect(nodes[0]?.rating.average).toBe(5);
      const prices = nodes.map((it) => it.priceRange.min.amount);
      if (sort === 'PRICE_ASC') expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    },
  );

  it.each([
    [{ brands: ['Odd'] }, 12],
    [{ price: { max: 1000, currency: 'EUR' } }, 9],
    [{ price: { min: 1, currency: 'USD' } }, 0],
    [{ minRating: 4 }, 1],
    [{ attributes: [{ name: 'dpi', min: 810, max: 812 }] }, 3],
    [{ attributes: [{ name: 'wireless', boolean: false }] }, 12],
    [{ attributes: [{ name: 'colour', in: ['black'] }] }, 25],
    [{ attributes: [{ name: 'colour', in: ['white'] }] }, 0],
    [{ brands: [], tags: [], attributes: [], status: [] }, 25],
    [{ attributes: [{ name: 'dpi', in: [], min: 810, max: 812 }] }, 3],
  ])('are filtered by %j', async (filter, count) => {
    expect((await ask(page, { filter })).products.totalCount).toBe(count);
  });

  it('are filtered by a category, with or without what lies below', async () => {
    expect((await ask(page, { filter: { categoryId: root } })).products.totalCount).toBe(25);
    expect((await ask(page, { filter: { categoryId: root, includeDescendants: false } })).products.totalCount).toBe(0);
  });

  it('refuse a cursor of another sort, a bad one and too large a page', async () => {
    const { products } = await ask(page, { sort: 'NAME' });
    await expect(ask(page, { sort: 'RATING', after: products.pageInfo.endCursor })).rejects.toThrow('BAD_USER_INPUT');
    await expect(ask(page, { after: 'nonsense' })).rejects.toThrow('BAD_USER_INPUT');
    await expect(ask('{ products(first: 101) { totalCount } }')).rejects.toThrow('BAD_USER_INPUT');
    await expect(ask(page, { filter: { attributes: [{ name: 'dpi' }] } })).rejects.toThrow('BAD_USER_INPUT');
  });
});

it('asks the databases as often for many as for one', async () => {
  const fields =
    '... on Variant { sku product { name attributes { name } category { name productCount ancestors { slug } } } }';
  const variants = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ __typename: 'Variant', sku: `m${from + n}-b` }));
  const one = await countDatabaseCalls(() => entities(variants(0, 1), fields));
  const many = await countDatabaseCalls(() => entities(variants(1, 20), fields));
  expect(many.calls).toEqual(one.calls);
  const products = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ __typename: 'Product', id: productIdOf(`m${from + n}`) }));
  const cold = await countDatabaseCalls(() => entities(products(0, 1), '... on Product { name }'));
  const coldMany = await countDatabaseCalls(() => entities(products(1, 20), '... on Product { name }'));
  expect(coldMany.calls).toEqual(cold.calls);
  const warm = await countDatabaseCalls(() => entities(products(0, 21), '... on Product { name }'));
  expect(warm.calls).toMatchObject({ redis: 1, mongodb: 0 });
});

describe('what a shop page asks for at once', () => {
  it('is a category with its products', async () => {
    const fields = `products(first: 2, sort: NAME, after: $after, filter: { brands: ["Odd"] }) {
      nodes { name } pageInfo { hasNextPage endCursor } totalCount }`;
    const query = `query($after: String) { category(slug: "hardware") { name ${fields} } }`;
    interface OfCategory {
      category: { products: Page };
    }
    const first = (await ask(query)) as unknown as OfCategory;
    expect(first).toMatchObject({
      category: {
        name: 'hardware',
        products: {
          totalCount: 12,
          nodes: [{ name: 'Mouse 01' }, { name: 'Mouse 03' }],
          pageInfo: { hasNextPage: true },
        },
      },
    });
    const { endCursor } = first.category.products.pageInfo;
    expect(await ask(query, { after: endCursor })).toMatchObject({
      category: { products: { nodes: [{ name: 'Mouse 05' }, { name: 'Mouse 07' }] } },
    });
    const own = '{ category(slug: "hardware") { products(filter: { includeDescendants: false }) { totalCount } } }';
    expect(await ask(own)).toEqual({ category: { products: { totalCount: 0 } } });
    const drafts = '{ category(slug: "mice") { products(filter: { status: [DRAFT] }) { totalCount } } }';
    expect(await ask(drafts)).toEqual({ category: { products: { totalCount: 0 } } });
    expect(await ask(drafts, {}, editor)).toEqual({ category: { products: { totalCount: 1 } } });
    const twice = `{ category(slug: "mice") { products(filter: { categoryId: "${root}" }) { totalCount } } }`;
    await expect(ask(twice)).rejects.toThrow('BAD_USER_INPUT Leave out filter.categoryId');
  });

  it('is products by their ids and variants by their SKUs, in the order asked for, each kind in one round trip', async () => {
    const ids = ['m7', 'draft', 'm3', 'no-such', 'm7'].map((key) => productIdOf(key));
    const byIds = 'query($ids: [ID!]!) { productsByIds(ids: $ids) { name } }';
    const seven = { name: 'Mouse 07' };
    expect(await ask(byIds, { ids })).toEqual({ productsByIds: [seven, null, { name: 'Mouse 03' }, null, seven] });
    expect(await ask(byIds, { ids: ids.slice(0, 2) }, editor)).toMatchObject({ productsByIds: [seven, {}] });

    const bySkus = 'query($skus: [ID!]!) { variants(skus: $skus) { sku product { name } } }';
    const skus = ['m7-w', 'draft', 'gone', 'M7-W'];
    expect(await ask(bySkus, { skus })).toEqual({
      variants: [{ sku: 'm7-w', product: seven }, null, { sku: 'gone', product: null }, null],
    });

    const many = Array.from({ length: 20 }, (_, n) => `m${n}`);
    const one = await countDatabaseCalls(() => ask(bySkus, { skus: ['m20-b'] }));
    const twenty = await countDatabaseCalls(() => ask(bySkus, { skus: many.map((key) => `${key}-b`) }));
    expect(twenty.calls).toEqual(one.calls);
    await ask(byIds, { ids: many.map((key) => productIdOf(key)) });
    const warm = await countDatabaseCalls(() => ask(byIds, { ids: many.map((key) => productIdOf(key)) }));
    expect(warm.calls).toMatchObject({ redis: 1, mongodb: 0 });

    const tooMany = Array.from({ length: 51 }, (_, n) => `x${n}`);
    await expect(ask(byIds, { ids: tooMany })).rejects.toThrow('BAD_USER_INPUT "ids" has 51 entries: at most 50');
    await expect(ask(bySkus, { skus: tooMany })).rejects.toThrow('BAD_USER_INPUT "skus" has 51 entries: at most 50');
  });
});

it('says which variants are never sent; saying that one is sent changes nothing', async () => {
  const voucher = aProduct(root, 'voucher', {
    variants: [aVariant('v-paper'), aVariant('v-mail', { requiresShipping: false })],
  });
  await saveProducts(db, [voucher]);
  const { product } = await ask('{ product(sku: "v-mail") { variants { sku requiresShipping } } }');
  expect(product).toEqual({
    variants: [
      { sku: 'v-paper', requiresShipping: true },
      { sku: 'v-mail', requiresShipping: false },
    ],
  });
  const stored = await findProducts(db, [productIdOf('voucher')]);
  const event = productChanged(stored.get(productIdOf('voucher'))!, new Map());
  expect(event.data.variants.map(({ requiresShipping }) => requiresShipping)).toEqual([true, false]);

  const said = [aVariant('v-paper', { requiresShipping: true }), aVariant('v-mail', { requiresShipping: false })];
  expect(await saveProducts(db, [{ ...voucher, variants: said }])).toMatchObject([{ kind: 'saved', changed: false }]);
  const both = [aVariant('v-paper'), aVariant('v-mail')];
  expect(await saveProducts(db, [{ ...voucher, variants: both }])).toMatchObject([{ kind: 'saved', changed: true }]);
});
