import type { AttributeCriterion, ProductCriteria } from '@quartet/schema/product-filter';
import type { estypes } from '@elastic/elasticsearch';
import {
  aggregationOf,
  attributeKey,
  clausesExcept,
  type FilterClauses,
  someVariant,
  variantConditions,
} from '../filters.ts';
import { PUBLISHED } from '../text.ts';

type Query = estypes.QueryDslQueryContainer;
type Aggregation = estypes.AggregationsAggregationContainer;
export type Aggregations = Record<string, Aggregation>;

const BRANDS = 50;
const CATEGORIES = 100;
/** The most informative of these are shown. Each costs a count of its values, half the time of a facet request. */
const ATTRIBUTES = 20;
const VALUES = 20;

/** Where one price range ends and the next begins, in minor units: 5, 10, 20, 50, 100, … of the currency. */
const PRICE_STEPS = [500, 1_000, 2_000, 5_000, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 1e8];
const STARS = [4, 3, 2, 1];
/** The form of a category's id; other text need not be searched for. */
const CATEGORY_ID = /^[\w.:-]{1,100}$/;

/**
 * The aggregations of all facets, in one request: each is filtered by every clause except its own. They must run with a
 * query that has none of the clauses (the hits get them as post_filter). Attributes are counted by product here: if a
 * variant must also meet other conditions, exactAttributes counts them again.
 */
export function facetAggregations(clauses: FilterClauses, criteria: ProductCriteria): Aggregations {
  const filtersExcept = (facet: string, aggs: Aggregations): Aggregation => ({
    filter: { bool: { filter: clausesExcept(clauses, facet) } },
    aggs,
  });
  const aggregations: Aggregations = {
    brand: filtersExcept('brand', { values: brands({ size: BRANDS }), ...chosenBrands(criteria) }),
    category: filtersExcept('category', {
      values: { terms: { field: 'categoryPath', size: CATEGORIES } },
      ...chosenCategory(criteria),
    }),
    rating: filtersExcept('rating', {
      values: { range: { field: 'rating.average', ranges: starRanges(criteria.minRating) } },
      stats: { stats: { field: 'rating.average' } },
    }),
    inStock: filtersExcept('inStock', {
      available: { filter: someVariant([...variantConditions(clauses), { term: { 'variants.inStock': true } }]) },
    }),
    price: {
      filter: { bool: { filter: scopeOfVariants(clauses, 'price') } },
      aggs: priceAggregations(clauses, criteria.price),
    },
    attributes: { filter: { bool: { filter: scopeOfVariants(clauses) } }, aggs: nestedAttributes() },
  };
  for (const [name, own] of byName(criteria.attributes)) {
    aggregations[aggregationOf(attributeKey(name))] = {
      filter: { bool: { filter: scopeOfVariants(clauses, attributeKey(name)) } },
      aggs: nestedAttribute(name, own),
    };
  }
  const labels = labelsOfChosen(criteria);
  return labels ? { ...aggregations, chosen: labels } : aggregations;
}

/** The criteria by attribute. */
export function byName(criteria: readonly AttributeCriterion[]): Map<string, AttributeCriterion[]> {
  return Map.groupBy(criteria, ({ name }) => name);
}

/** The products whose variants are counted one by one: what the stock excludes is subtracted from each count. */
export function scopeOfVariants(clauses: FilterClauses, facet?: string): Query[] {
  return clausesExcept({ ...clauses, inStock: clauses.inStock === true ? true : null }, facet);
}

/** The variants that meet every condition except those of one facet. */
export function matchingVariants(clauses: FilterClauses, facet: string, aggs: Aggregations): Aggregation {
  const conditions = variantConditions(clauses, facet);
  if (clauses.inStock === true) conditions.push({ term: { 'variants.inStock': true } });
  return {
    nested: { path: 'variants' },
    aggs: { matching: { filter: { bool: { filter: conditions } }, aggs } },
  };
}

/** How many products these variants belong to. For `inStock: false`, products with a variant in stock are not counted. */
export function countedProducts(clauses: FilterClauses): Aggregations {
  const products: Aggregation = { reverse_nested: {} };
  if (clauses.inStock !== false) return { products };
  return { products, inStock: { filter: { term: { 'variants.inStock': true } }, aggs: { products } } };
}

/** Spellings that differ in case or normal form are one brand, shown in its most frequent spelling. */
function brands(terms: estypes.AggregationsTermsAggregation): Aggregation {
  return { terms: { field: 'brandKey', ...terms }, aggs: { label: { terms: { field: 'brand', size: 1 } } } };
}

function chosenBrands({ brands: keys }: ProductCriteria): Aggregations {
  return keys.length === 0 ? {} : { chosen: brands({ include: [...keys], size: keys.length }) };
}

/** Entries of the category facet have the form depth/id/name. */
function chosenCategory({ category }: ProductCriteria): Aggregations {
  if (!category || !CATEGORY_ID.test(category.id)) return {};
  const id = category.id.replace(/[^A-Za-z0-9]/g, '\\$&');
  return { chosen: { terms: { field: 'categoryPath', include: `[0-9]+/${id}/.*`, size: VALUES } } };
}

/** The labels of chosen values that no hit has. */
function labelsOfChosen(criteria: ProductCriteria): Aggregation | undefined {
  const aggs: Aggregations = {};
  const category = chosenCategory(criteria)['chosen'];
  const brand = chosenBrands(criteria)['chosen'];
  if (category) aggs['category'] = category;
  if (brand) aggs['brand'] = brand;
  for (const [name] of byName(criteria.attributes)) {
    aggs[aggregationOf(attributeKey(name))] = {
      nested: { path: 'attributes' },
      aggs: { named: { filter: { term: { 'attributes.name': name } }, aggs: { meta: META } } },
    };
  }
  if (Object.keys(aggs).length === 0) return undefined;
  return { global: {}, aggs: { published: { filter: PUBLISHED, aggs } } };
}

function starRanges(minRating: number | null): { key: string; from: number }[] {
  const from = minRating === null || STARS.includes(minRating) ? STARS : [...STARS, minRating];
  return from.map((stars) => ({ key: String(stars), from: stars }));
}

const META: Aggregation = { terms: { field: 'attributes.meta', size: 1 } };
const ATTRIBUTE: Aggregations = {
  meta: META,
  values: { terms: { field: 'attributes.value', size: VALUES } },
  stats: { stats: { field: 'attributes.number' } },
};

function nestedAttributes(): Aggregations {
  return {
    nested: {
      nested: { path: 'attributes' },
      aggs: { names: { terms: { field: 'attributes.name', size: ATTRIBUTES }, aggs: ATTRIBUTE } },
    },
  };
}

function nestedAttribute(name: string, own: readonly AttributeCriterion[]): Aggregations {
  const chosen = chosenValues(own);
  const aggs: Aggregations = { ...ATTRIBUTE };
  if (chosen.length > 0)
    aggs['chosen'] = { terms: { field: 'attributes.value', include: chosen, size: chosen.length } };
  own.forEach((criterion, at) => {
    if (criterion.kind !== 'range') return;
    const { min, max } = criterion;
    const bounds = { ...(min === null ? {} : { gte: min }), ...(max === null ? {} : { lte: max }) };
    aggs[`range:${at}`] = {
      filter: { range: { 'attributes.number': bounds } },
      aggs: { products: { reverse_nested: {} } },
    };
  });
  return {
    nested: {
      nested: { path: 'attributes' },
      aggs: { named: { filter: { term: { 'attributes.name': name } }, aggs } },
    },
  };
}

/** The values that a filter has chosen, in the form of the index. */
export function chosenValues(own: readonly AttributeCriterion[]): string[] {
  const values = own.flatMap((criterion) => {
    if (criterion.kind === 'boolean') return [String(criterion.value)];
    if (criterion.kind !== 'in') return [];
    return [...criterion.texts, ...criterion.numbers.map((number) => String(number === 0 ? 0 : number))];
  });
  return [...new Set(values)];
}

/** In the requested currency, else in the most frequent one of the hits. */
function priceAggregations(clauses: FilterClauses, chosen: ProductCriteria['price']): Aggregations {
  const ranges = [0, ...PRICE_STEPS].map((from, step) => ({
    key: String(from),
    from,
    ...(PRICE_STEPS[step] === undefined ? {} : { to: PRICE_STEPS[step] }),
  }));
  if (chosen && (chosen.min !== null || chosen.max !== null)) {
    ranges.push({
      key: 'chosen',
      from: chosen.min ?? 0,
      ...(chosen.max === null ? {} : { to: chosen.max + 1 }),
    });
  }
  const inCurrency: Aggregations = {
    values: { range: { field: 'variants.price', ranges }, aggs: countedProducts(clauses) },
    stats: { stats: { field: 'variants.price' } },
  };
  if (!chosen) {
    const variants = matchingVariants(clauses, 'price', inCurrency);
    return { currencies: { terms: { field: 'currency', size: 1 }, aggs: { variants } } };
  }
  const inChosen: Aggregation = { filter: { term: { 'variants.currency': chosen.currency } }, aggs: inCurrency };
  return { variants: matchingVariants(clauses, 'price', { inChosen }) };
}
