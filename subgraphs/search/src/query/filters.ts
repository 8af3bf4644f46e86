import type { AttributeCriterion, ProductCriteria } from '@quartet/schema/product-filter';
import type { estypes } from '@elastic/elasticsearch';
import { booleanToken, nameToken, numberRange, tokensOfValue } from '../search-index/attribute-tokens.ts';

type Query = estypes.QueryDslQueryContainer;

/**
 * The criteria as clauses of the engine, by the facet that they belong to, so that a facet can be counted without its own.
 * `ProductCriteria` documents their meaning.
 */
export interface FilterClauses {
  /** Of the product itself. */
  product: ReadonlyMap<string, Query>;
  /** Of one of its variants, all of them together. */
  variant: ReadonlyMap<string, readonly Query[]>;
  inStock: boolean | null;
}

export const attributeKey = (name: string): string => `attribute:${name}`;

/** The facet's name as the name of an aggregation, which may contain neither brackets nor ">". */
export function aggregationOf(facet: string): `attribute:${string}` {
  return facet.replace(/[%[\]>]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`) as `attribute:${string}`;
}

const VALUES = 'variants.values';
const IN_STOCK: Query = { term: { 'variants.inStock': true } };

export function filterClauses(criteria: ProductCriteria): FilterClauses {
  const { category, brands, tags, price, minRating, inStock } = criteria;
  const product = new Map<string, Query>();
  if (category) {
    const field = category.includeDescendants ? 'categoryIds' : 'categoryId';
    product.set('category', { term: { [field]: category.id } });
  }
  if (brands.length > 0) product.set('brand', { terms: { brandKey: [...brands] } });
  if (tags.length > 0) product.set('tags', { terms: { tagKeys: [...tags] } });
  if (minRating !== null) product.set('rating', { range: { 'rating.average': { gte: minRating } } });
  const variant = new Map<string, Query[]>();
  if (price) variant.set('price', priceClauses(price));
  for (const criterion of criteria.attributes) {
    const key = attributeKey(criterion.name);
    variant.set(key, [...(variant.get(key) ?? []), attributeClause(criterion)]);
  }
  return { product, variant, inStock };
}

/** All clauses except those of one facet. */
export function clausesExcept(clauses: FilterClauses, facet?: string): Query[] {
  const conditions = variantConditions(clauses, facet);
  const stock = facet === 'inStock' ? null : clauses.inStock;
  const found = stock === true ? [...conditions, IN_STOCK] : conditions;
  return [
    ...[...clauses.product].flatMap(([of, query]) => (of === facet ? [] : [query])),
    ...(found.length > 0 ? [someVariant(found)] : []),
    // A product whose stock is unknown is not in stock either.
    ...(stock === false ? [{ bool: { must_not: [someVariant([...conditions, IN_STOCK])] } }] : []),
  ];
}

/** The conditions for a variant, except those of one facet and of the stock. */
export function variantConditions(clauses: FilterClauses, facet?: string): Query[] {
  return [...clauses.variant].flatMap(([of, queries]) => (of === facet ? [] : [...queries]));
}

/** A single variant meets all of the conditions. */
export function someVariant(conditions: Query[]): Query {
  return { nested: { path: 'variants', query: { bool: { filter: conditions } } } };
}

function priceClauses({ currency, min, max }: NonNullable<ProductCriteria['price']>): Query[] {
  const bounds = { ...(min === null ? {} : { gte: min }), ...(max === null ? {} : { lte: max }) };
  return [
    { term: { 'variants.currency': currency } },
    ...(Object.keys(bounds).length > 0 ? [{ range: { 'variants.price': bounds } }] : []),
  ];
}

function attributeClause(criterion: AttributeCriterion): Query {
  const { name } = criterion;
  switch (criterion.kind) {
    case 'range':
      return { range: { [VALUES]: numberRange(name, criterion.min, criterion.max) } };
    case 'boolean':
      return { term: { [VALUES]: booleanToken(name, criterion.value) } };
    case 'in':
      return { terms: { [VALUES]: criterion.texts.flatMap((text) => tokensOfValue(name, text)) } };
    case 'exists':
      return { term: { [VALUES]: nameToken(name) } };
  }
}
