import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { someProducts } from './catalogue.ts';
import { filters, inOrder, isListed, type PlainFilter, SORTS } from './plain-lists.ts';
import { type ListedFacet, openTwoLists, type TwoLists } from './two-lists.ts';

// Another seed each time, and the one of a failure again: LISTS_SEED=… npx vitest run dev/e2e/test/product-lists
const seed = Number(process.env['LISTS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.env['LISTS_RUNS'] ?? 60);
const PRODUCTS = 80;
const LIMIT_MS = 240_000;
const HOOK_MS = 120_000;

const products = someProducts(PRODUCTS, seed);
let lists: TwoLists;
beforeAll(async () => {
  process.stdout.write(`product lists: LISTS_SEED=${String(seed)}\n`);
  lists = await openTwoLists(products);
}, HOOK_MS);
afterAll(async () => {
  await lists.close();
}, HOOK_MS);

const hits = (filter: PlainFilter) => products.filter((product) => isListed(product, filter));

test(
  'products and searchProducts list what a plain function lists, in the same order',
  async () => {
    const property = fc.asyncProperty(
      filters,
      fc.constantFrom(...SORTS),
      fc.integer({ min: 3, max: 50 }),
      async (filter, sort, first) => {
        const ids = inOrder(hits(filter), sort, lists.idOf).map(lists.idOf);
        const expected = { ids, total: ids.length };
        expect(await lists.walk('products', filter, sort, first)).toEqual(expected);
        expect(await lists.walk('searchProducts', filter, sort, first)).toEqual(expected);
      },
    );
    await fc.assert(property, { seed, numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS / 2 });
  },
  LIMIT_MS,
);

test(
  'a value of a facet, used as a filter, finds as many products as it counts; what is chosen is always there',
  async () => {
    const withStock = fc
      .tuple(filters, fc.constantFrom(undefined, null, true, false))
      .map(([filter, inStock]): PlainFilter => ({ ...filter, inStock }));
    const property = fc.asyncProperty(withStock, async (filter) => {
      const facets = await lists.facets(filter);
      for (const facet of facets) {
        for (const value of facet.values) {
          const chosen = chooseInstead(filter, facet, value);
          const at = `${facet.field}=${value.value}`;
          if (chosen !== null) expect([at, value.count]).toEqual([at, hits(chosen).length]);
        }
      }
      expect(missingChoices(filter, facets)).toEqual([]);
    });
    await fc.assert(property, { seed, numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS / 2 });
  },
  LIMIT_MS,
);

test(
  'stock, price and attributes are those of one variant',
  async () => {
    const withStock = fc.tuple(filters, fc.boolean()).map(([filter, inStock]): PlainFilter => ({ ...filter, inStock }));
    const property = fc.asyncProperty(withStock, async (filter) => {
      const ids = inOrder(hits(filter), 'NAME', lists.idOf).map(lists.idOf);
      expect(await lists.walk('searchProducts', filter, 'NAME', 100)).toEqual({ ids, total: ids.length });
    });
    await fc.assert(property, { seed, numRuns: RUNS, interruptAfterTimeLimit: LIMIT_MS / 2 });
  },
  LIMIT_MS,
);

test('an empty list names what no product has, the same in both', async () => {
  const filter: PlainFilter = {
    category: 99,
    brands: ['Nobody', 'None'],
    price: { min: 1, max: 2, currency: 'USD' },
    attributes: [
      { name: 'colour', in: ['pink'] },
      { name: 'nothing', boolean: true },
    ],
  };
  const [inCatalog, inSearch] = await lists.unmatched(filter);
  expect(inCatalog).toEqual([
    { argument: 'filter.categoryId', value: 'no-such' },
    { argument: 'filter.brands', value: 'Nobody, None' },
    { argument: 'filter.price.currency', value: 'USD' },
    { argument: 'filter.attributes.0', value: 'colour: pink' },
    { argument: 'filter.attributes.1.name', value: 'nothing' },
  ]);
  expect(inSearch).toEqual(inCatalog);
  expect(await lists.unmatched({})).toEqual([[], []]);
});

type Value = ListedFacet['values'][number];

/** The filter with this value instead of what it has chosen of the same facet; null where the graph cannot say it. */
function chooseInstead(filter: PlainFilter, facet: ListedFacet, { value, from, to }: Value): PlainFilter | null {
  const name = facet.field.replace(/^attribute:/, '');
  if (name !== facet.field) {
    const others = filter.attributes?.filter((attribute) => attribute.name !== name) ?? [];
    const isRange = from !== to;
    const wanted = isRange ? { name, min: from, max: to } : { name, in: [value] };
    return { ...filter, attributes: [...others, wanted] };
  }
  switch (facet.field) {
    case 'brand':
      return { ...filter, brands: [value] };
    case 'category':
      return {
        ...filter,
        category: lists.categoryOf(value) < 0 ? 99 : lists.categoryOf(value),
        includeDescendants: true,
      };
    case 'price':
      return facet.unit === null ? null : { ...filter, price: { min: from, max: to, currency: facet.unit } };
    case 'rating':
      return { ...filter, minRating: from };
    case 'inStock':
      return { ...filter, inStock: value === 'true' };
    default:
      throw new Error(`There is no facet ${facet.field}`);
  }
}

/** The facets in which something should be selected and is not. */
function missingChoices(filter: PlainFilter, facets: readonly ListedFacet[]): string[] {
  const selected = new Set(
    facets.flatMap(({ field, values }) => (values.some((value) => value.selected) ? [field] : [])),
  );
  const { price } = filter;
  const expected = [
    ...(typeof filter.category === 'number' ? ['category'] : []),
    ...(filter.brands && filter.brands.length > 0 ? ['brand'] : []),
    ...(price && (typeof price.min === 'number' || typeof price.max === 'number') ? ['price'] : []),
    ...(typeof filter.minRating === 'number' ? ['rating'] : []),
    ...(typeof filter.inStock === 'boolean' ? ['inStock'] : []),
    ...(filter.attributes ?? []).map(({ name }) => `attribute:${name}`),
  ];
  return expected.filter((field) => !selected.has(field));
}
