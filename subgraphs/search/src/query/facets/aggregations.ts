import type { estypes } from '@elastic/elasticsearch';
import { attributeKey, clausesWithout, type Filter, type FilterClauses } from '../filters.ts';

type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

const BRANDS = 50;
const CATEGORIES = 100;
/** Of these the most telling are shown. Each costs a count of its values: half of what a facet request takes. */
const ATTRIBUTES = 20;
const VALUES = 20;

/** Where one price range ends and the next begins, in minor units: 5, 10, 20, 50, 100, … of the currency. */
const PRICE_STEPS = [500, 1_000, 2_000, 5_000, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 1e8];
const STARS = [4, 3, 2, 1];

/**
 * The aggregations behind the facets, all in one request: each is filtered by every clause but its own. They must run
 * beside a query that holds none of the clauses (the hits get them as post_filter).
 */
export function facetAggregations(clauses: FilterClauses, filter: Filter): Aggregations {
  const but = (facet: string | undefined, aggs: Aggregations): estypes.AggregationsAggregationContainer => ({
    filter: { bool: { filter: clausesWithout(clauses, facet) } },
    aggs,
  });
  const aggregations: Aggregations = {
    brand: but('brand', { values: { terms: { field: 'brand', size: BRANDS } } }),
    category: but('category', { values: { terms: { field: 'categoryPath', size: CATEGORIES } } }),
    rating: but('rating', {
      values: { range: { field: 'rating.average', ranges: STARS.map((from) => ({ key: String(from), from })) } },
      stats: { stats: { field: 'rating.average' } },
    }),
    inStock: but('inStock', { values: { terms: { field: 'inStock' } } }),
    price: but('price', priceAggregations(filter.price?.currency ?? null)),
    attributes: but(undefined, {
      nested: {
        nested: { path: 'attributes' },
        aggs: { names: { terms: { field: 'attributes.name', size: ATTRIBUTES }, aggs: ATTRIBUTE } },
      },
    }),
  };
  for (const name of selectedAttributes(filter)) {
    aggregations[attributeKey(name)] = but(attributeKey(name), {
      nested: {
        nested: { path: 'attributes' },
        aggs: { names: { terms: { field: 'attributes.name', include: [name] }, aggs: ATTRIBUTE } },
      },
    });
  }
  return aggregations;
}

export function selectedAttributes(filter: Filter): string[] {
  return [...new Set(filter.attributes?.map(({ name }) => name) ?? [])];
}

const ATTRIBUTE: Aggregations = {
  meta: { terms: { field: 'attributes.meta', size: 1 } },
  values: { terms: { field: 'attributes.value', size: VALUES } },
  stats: { stats: { field: 'attributes.number' } },
};

/** In the currency asked for, else in the one that most of the hits have. */
function priceAggregations(currency: string | null): Aggregations {
  const ranges = [0, ...PRICE_STEPS].map((from, step) => ({
    from,
    ...(PRICE_STEPS[step] === undefined ? {} : { to: PRICE_STEPS[step] }),
  }));
  const of = (field: string): Aggregations => ({ values: { range: { field, ranges } }, stats: { stats: { field } } });
  if (currency !== null) return of(`price.${currency}.min`);
  return { currencies: { terms: { field: 'currency', size: 1 }, aggs: of('priceFrom') } };
}
