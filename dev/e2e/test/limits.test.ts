import { migrateCatalog, saveCategory, saveProducts, startCatalog, type ProductInput } from '@quartet/catalog';
import { migrateOrders, findSkuStates, startOrders } from '@quartet/orders';
import { migrateSearch, startSearch } from '@quartet/search';
import { CATEGORY_LIMITS, PRODUCT_LIMITS } from '@quartet/schema/limits';
import { eventContract } from '@quartet/schema/events';
import { createLogger, createRedis, listDeadLetters, type CategoryId } from '@quartet/service-kit';
import { freshEnv, waitUntil } from '@quartet/test-kit';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

/*
 * Whatever the catalog accepts, orders and search must be able to keep: products are generated at and beyond each limit,
 * with hostile text, saved, and followed through the real relay and consumers. A failure prints its seed.
 */

const RUNS = 12;
const log = createLogger({ name: 'limits-test', level: 'silent' });

type Definition = NonNullable<Parameters<typeof saveCategory>[1]['attributeDefinitions']>[number];

/** The widest characters: three bytes of UTF-8 for one UTF-16 unit, two bytes of JSON for one, an emoji of eleven units. */
const WIDE = ['漢', '"', '\\', '👩‍👩‍👧‍👦', 'é', 'e\u0301', 'a'];
const HOSTILE = ['\0', '\ud83d', '\udc4d', '\u200b', '\u202e', '\u2028', '\ufeff', '\uffff', '\u0085', '\t', '\n'];

/** Text of one line or of many; nearly always acceptable, and now and then not. */
function text(max: number): fc.Arbitrary<string> {
  const filled = (length: number) =>
    fc.constantFrom(...WIDE).map((wide) => 'x' + wide.repeat(Math.floor((length - 1) / wide.length)));
  return fc.oneof(
    {
      weight: 40,
      arbitrary: fc
        .string({ minLength: 1, maxLength: Math.min(max, 20), unit: 'grapheme-ascii' })
        .map((it) => `x${it}`.slice(0, max).trim()),
    },
    { weight: 20, arbitrary: filled(max) },
    {
      weight: 10,
      arbitrary: fc
        .constantFrom('__proto__', 'constructor', 'İ', 'ﬃ', '\u2800', '<script>', '%s', '${x}')
        .map((it) => it.slice(0, max)),
    },
    { weight: 1, arbitrary: filled(max + 2) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE).map((it) => `a${it}b`) },
  );
}

const amount = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1, 1999, PRODUCT_LIMITS.price) },
  { weight: 1, arbitrary: fc.constantFrom(PRODUCT_LIMITS.price + 1, Number.MAX_SAFE_INTEGER) },
);
const weightGrams = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(null, 0, 250, PRODUCT_LIMITS.weightGrams) },
  { weight: 1, arbitrary: fc.constantFrom(PRODUCT_LIMITS.weightGrams + 1, 3_000_000_000) },
);
const number = fc.constantFrom(0, -0, 1, -1.5, 1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER);

/** One category of few definitions at the root, and one at the greatest depth with many, each as long as it may be. */
const long = (letter: string, max: number, n: number) => `${n} ${letter.repeat(max - 1 - String(n).length)}`;
const DEFINITIONS = Array.from({ length: 40 }, (_, n): Definition => {
  const type = (['TEXT', 'NUMBER', 'BOOLEAN', 'ENUM'] as const)[n % 4] ?? 'TEXT';
  return {
    name: long('漢', CATEGORY_LIMITS.attributeName, n),
    label: long('字', CATEGORY_LIMITS.attributeLabel, n),
    type,
    unit: type === 'NUMBER' ? '漢'.repeat(CATEGORY_LIMITS.unit) : null,
    options: type === 'ENUM' ? [long('漢', 1_000, 1), long('"', 1_000, 2)] : null,
    filterable: true,
  };
});

const attribute = fc.nat(DEFINITIONS.length - 1).chain((n) => {
  const { name, type, options } = DEFINITIONS[n]!;
  const values: Record<Definition['type'], fc.Arbitrary<string | number | boolean>> = {
    TEXT: text(PRODUCT_LIMITS.attributeText),
    NUMBER: number,
    BOOLEAN: fc.boolean(),
    ENUM: fc.constantFrom(...(options ?? ['none'])),
  };
  return values[type].map((value) => ({ name, value }));
});
const attributes = (maxLength: number) => fc.uniqueArray(attribute, { maxLength, selector: ({ name }) => name });

let serial = 0;
const variant = fc
  .record({
    sku: text(PRODUCT_LIMITS.sku - 8).map((it) => it.replace(/[\s\u2800]/gu, '_')),
    name: text(PRODUCT_LIMITS.variantName),
    price: amount.map((it) => ({ amount: it, currency: 'EUR' })),
    barcode: fc.option(text(PRODUCT_LIMITS.barcode)),
    weightGrams,
    attributes: attributes(4),
  })
  .map((it) => ({ ...it, sku: `${it.sku}-${(serial++).toString(36)}` }));

const product = fc.record({
  name: text(PRODUCT_LIMITS.name),
  brand: fc.option(text(PRODUCT_LIMITS.brand)),
  shortDescription: fc.option(text(PRODUCT_LIMITS.shortDescription)),
  description: fc.option(
    fc.oneof({ weight: 9, arbitrary: text(500) }, { weight: 1, arbitrary: text(PRODUCT_LIMITS.description) }),
  ),
  tags: fc.array(text(PRODUCT_LIMITS.tag), { maxLength: 4 }),
  images: fc.array(
    fc.record({
      url: fc.constantFrom(
        'https://a.example/1.jpg',
        `https://a.example/${'ü'.repeat(300)}`,
        `https://a.example/${'x'.repeat(1_982)}`,
      ),
      alt: fc.option(text(PRODUCT_LIMITS.imageAlt)),
    }),
    { maxLength: 2 },
  ),
  attributes: attributes(20),
  variants: fc.array(variant, { minLength: 1, maxLength: 3 }),
  publishedAt: fc.option(fc.constantFrom(new Date('0001-01-01'), new Date('9999-12-31'), new Date('+010000-01-01')), {
    nil: undefined,
  }),
  deep: fc.boolean(),
});

type Generated = typeof product extends fc.Arbitrary<infer T> ? T : never;

let shop: Awaited<ReturnType<typeof openServices>>;
beforeAll(async () => {
  shop = await openServices();
});
afterAll(() => shop?.close());

async function openServices() {
  const env = await freshEnv();
  const settings = { ...env, REDIS_CACHE_URL: env.REDIS_URL };
  await Promise.all([
    migrateCatalog({ env: settings, log, direction: 'up' }),
    migrateOrders({ env: settings, log, direction: 'up' }),
    migrateSearch({ env: settings, log, direction: 'up' }),
  ]);
  const services = { env: settings, log, workers: true };
  const [catalog, orders, search] = [
    await startCatalog(services),
    await startOrders(services),
    await startSearch(services),
  ];
  const redis = createRedis({ url: env.REDIS_URL, name: 'limits-test', log });
  const makeCategory = async (slug: string, name: string, parentId: CategoryId | null) => {
    const outcome = await saveCategory(catalog.db, { slug, name, parentId, attributeDefinitions: DEFINITIONS });
    if (outcome.kind !== 'saved') throw new Error(JSON.stringify(outcome));
    return outcome.category.id;
  };
  const flat = await makeCategory('flat', 'Flat', null);
  let deep: CategoryId | null = null;
  for (let level = 1; level <= CATEGORY_LIMITS.depth; level++) {
    deep = await makeCategory(
      long('x', CATEGORY_LIMITS.slug, level).replace(' ', ''),
      long('漢', CATEGORY_LIMITS.name, level),
      deep,
    );
  }
  return {
    catalog,
    orders,
    search,
    redis,
    flat,
    deep: deep!,
    async close() {
      redis.disconnect();
      await Promise.all([catalog.stop(), orders.stop(), search.stop()]);
    },
  };
}

/** Saves the products and waits until everyone has those that were accepted. @returns how many those were */
async function follow(inputs: readonly ProductInput[]): Promise<number> {
  const { catalog, orders, search, redis } = shop;
  const outcomes = await saveProducts(catalog.db, inputs);
  for (const outcome of outcomes) expect(['saved', 'invalid_product']).toContain(outcome.kind);
  const saved = outcomes.flatMap((it) => (it.kind === 'saved' ? [it.product] : []));
  const skus = saved.flatMap(({ variants }) => variants.map(({ sku }) => sku));
  const isThere = async () => {
    if (saved.length === 0) return true;
    if ((await findSkuStates(orders.db, skus)).size < skus.length) return false;
    const { docs } = await search.db.client.mget<{ versions: { product: number } }>({
      index: search.db.names.products,
      ids: saved.map(({ id }) => id),
      _source: ['versions.product'],
    });
    return docs.every((doc, n) => '_source' in doc && doc._source?.versions.product === saved[n]?.version);
  };
  await waitUntil(async () => (await listDeadLetters(redis, eventContract)).length > 0 || (await isThere()), {
    what: 'the products in orders and search',
  });
  const letters = await listDeadLetters(redis, eventContract);
  expect(letters.map(({ group, reason, json }) => `${group}: ${reason} ${json.slice(0, 200)}`)).toEqual([]);
  return saved.length;
}

const inputOf = ({ deep, publishedAt, ...rest }: Generated): ProductInput => ({
  ...rest,
  ...(publishedAt ? { publishedAt } : {}),
  status: 'PUBLISHED',
  categoryId: deep ? shop.deep : shop.flat,
});

it('orders and search keep whatever the catalog accepts', { timeout: 300_000 }, async () => {
  let [accepted, given] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(product, { minLength: 8, maxLength: 16 }), async (batch) => {
      given += batch.length;
      accepted += await follow(batch.map(inputOf));
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  // Neither nothing nor everything: both sides of the limits were tried.
  expect(accepted).toBeGreaterThan(given / 10);
  expect(accepted).toBeLessThan(given);
});

it('the largest products arrive, and what is larger is refused in words', { timeout: 180_000 }, async () => {
  const base: ProductInput = { name: 'Large', status: 'PUBLISHED', categoryId: shop.deep, variants: [] };
  const many = (count: number, own: number, length: number): ProductInput['variants'] =>
    Array.from({ length: count }, (_, n) => ({
      sku: `L${count}-${own}-${length}-${n}` as never,
      name: `Variant ${n}`,
      price: { amount: 100, currency: 'EUR' },
      attributes: DEFINITIONS.filter(({ type }) => type === 'TEXT')
        .slice(0, own)
        .map(({ name }, at) => ({ name, value: `${n} ${at} `.padEnd(length, '漢') })),
    }));
  const accepted = [many(500, 5, 10), many(500, 10, 10), many(100, 5, 1_000)];
  expect(await follow(accepted.map((variants) => ({ ...base, variants })))).toBe(3);

  const refused = [
    { variants: many(501, 1, 10) },
    { variants: many(500, 10, 500) },
    {
      variants: many(1, 1, 10),
      attributes: Array.from({ length: 501 }, () => ({ name: DEFINITIONS[0]!.name, value: 'x' })),
    },
  ];
  for (const change of refused) {
    const [outcome] = await saveProducts(shop.catalog.db, [{ ...base, ...change }]);
    expect(outcome).toMatchObject({ kind: 'invalid_product', issues: [{ message: expect.any(String) as string }] });
  }
});
