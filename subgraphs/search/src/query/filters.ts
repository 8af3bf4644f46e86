import type { estypes } from '@elastic/elasticsearch';
import { AppError, currencyProblem, isCurrency, withinRange } from '@quartet/service-kit';

type Query = estypes.QueryDslQueryContainer;

export interface AttributeFilter {
  name: string;
  in?: readonly string[] | null;
  min?: number | null;
  max?: number | null;
  boolean?: boolean | null;
}

/** What a search may be narrowed by; amounts in minor units. */
export interface Filter {
  categoryId?: string | null;
  brands?: readonly string[] | null;
  tags?: readonly string[] | null;
  price?: { min?: number | null; max?: number | null; currency: string } | null;
  minRating?: number | null;
  inStock?: boolean | null;
  attributes?: readonly AttributeFilter[] | null;
}

/** The clauses of a filter by the facet that they belong to, so that a facet can be counted without its own. */
export type FilterClauses = ReadonlyMap<string, readonly Query[]>;

const MAX_VALUES = 100;

export const attributeKey = (name: string): string => `attribute:${name}`;

/** Throws BAD_USER_INPUT where the filter contradicts itself. */
export function filterClauses(filter: Filter): FilterClauses {
  const clauses = new Map<string, Query[]>();
  const add = (facet: string, clause: Query): void => {
    clauses.set(facet, [...(clauses.get(facet) ?? []), clause]);
  };
  const { categoryId, price, minRating, inStock } = filter;
  if (categoryId) add('category', { term: { categoryIds: categoryId } });
  if (filter.brands?.length) add('brand', { terms: { brand: limited('brands', filter.brands) } });
  if (filter.tags?.length) add('tags', { terms: { tags: limited('tags', filter.tags) } });
  if (price) add('price', rangeOf('price', `price.${currencyCode(price.currency)}.min`, price));
  if (typeof minRating === 'number')
    add('rating', { range: { 'rating.average': { gte: withinRange('minRating', minRating, 0, 5) } } });
  if (inStock === true) add('inStock', { term: { inStock: true } });
  // A product whose stock was never heard of is not in stock either.
  if (inStock === false) add('inStock', { bool: { must_not: [{ term: { inStock: true } }] } });
  for (const attribute of limited('attributes', filter.attributes ?? [])) {
    const clause = attributeClause(attribute);
    add(attributeKey(attribute.name), {
      nested: {
        path: 'attributes',
        query: { bool: { filter: [{ term: { 'attributes.name': attribute.name } }, clause] } },
      },
    });
  }
  return clauses;
}

/** All clauses but those of one facet. */
export function clausesWithout(clauses: FilterClauses, facet?: string): Query[] {
  return [...clauses].flatMap(([of, queries]) => (of === facet ? [] : [...queries]));
}

function attributeClause(filter: AttributeFilter): Query {
  const { name } = filter;
  const byRange = typeof filter.min === 'number' || typeof filter.max === 'number';
  const byBoolean = typeof filter.boolean === 'boolean';
  if (Number(Boolean(filter.in)) + Number(byRange) + Number(byBoolean) !== 1) {
    throw new AppError('BAD_USER_INPUT', `The filter of attribute "${name}" needs one of in, min/max and boolean`);
  }
  if (byRange) return rangeOf(name, 'attributes.number', filter);
  if (byBoolean) return { term: { 'attributes.value': String(filter.boolean) } };
  return { terms: { 'attributes.value': limited(name, filter.in ?? []) } };
}

function rangeOf(name: string, field: string, { min, max }: { min?: number | null; max?: number | null }): Query {
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    throw new AppError('BAD_USER_INPUT', `The filter of "${name}" has a min above its max`);
  }
  const bounds = { ...(typeof min === 'number' ? { gte: min } : {}), ...(typeof max === 'number' ? { lte: max } : {}) };
  return Object.keys(bounds).length === 0 ? { exists: { field } } : { range: { [field]: bounds } };
}

/** Guards the field name that is made of it. */
export function currencyCode(currency: string): string {
  if (!isCurrency(currency)) throw new AppError('BAD_USER_INPUT', currencyProblem(currency));
  return currency;
}

function limited<T>(name: string, values: readonly T[]): T[] {
  if (values.length > MAX_VALUES)
    throw new AppError('BAD_USER_INPUT', `"${name}" may have ${MAX_VALUES} values at most`);
  return [...values];
}
