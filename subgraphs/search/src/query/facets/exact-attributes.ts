import type { AttributeCriterion, ProductCriteria } from '@quartet/service-kit';
import {
  booleanToken,
  numberOf,
  numberPattern,
  numberRange,
  numberToken,
  textToken,
} from '../../index/attribute-tokens.ts';
import { attributeKey, type FilterClauses } from '../filters.ts';
import { type Aggregations, byName, countedProducts, matchingVariants, scopeOfVariants } from './aggregations.ts';
import { type Bucket, type CountedProducts, productsOf } from './answer.ts';
import type { Facet, FacetValue } from './facet.ts';

const FIELD = 'variants.values';

interface ExactCounts {
  values: { buckets: (Bucket & CountedProducts)[] };
  lowest?: { buckets: Bucket[] };
  highest?: { buckets: Bucket[] };
  [range: `range:${number}`]: CountedProducts;
}
export type ExactAnswer = Record<string, { variants: { matching: ExactCounts } }>;

/** Whether a variant must meet more than one attribute: then it is not enough to count products by attribute. */
export function needsExactAttributes(clauses: FilterClauses): boolean {
  return clauses.variant.size > 0 || clauses.inStock !== null;
}

/** Counts the values of these attribute facets again: as products with one variant that has the value and all the rest. */
export function exactAttributes(
  facets: readonly Facet[],
  clauses: FilterClauses,
  criteria: ProductCriteria,
): Aggregations {
  const chosen = byName(criteria.attributes);
  const aggregations: Aggregations = {};
  for (const facet of facets) {
    const name = nameOf(facet);
    const tokens = facet.values.flatMap((value) => tokenOf(facet, value) ?? []);
    const counted = countedProducts(clauses);
    const aggs: Aggregations = {
      values: { terms: { field: FIELD, include: tokens, size: Math.max(1, tokens.length) }, aggs: counted },
    };
    if (facet.kind === 'RANGE') {
      const numbers = { field: FIELD, include: numberPattern(name), size: 1 } as const;
      aggs['lowest'] = { terms: { ...numbers, order: { _key: 'asc' } } };
      aggs['highest'] = { terms: { ...numbers, order: { _key: 'desc' } } };
    }
    rangesOf(chosen.get(name)).forEach(({ min, max }, at) => {
      aggs[`range:${at}`] = { filter: { range: { [FIELD]: numberRange(name, min, max) } }, aggs: counted };
    });
    aggregations[facet.field] = {
      filter: { bool: { filter: scopeOfVariants(clauses, facet.field) } },
      aggs: { variants: matchingVariants(clauses, facet.field, aggs) },
    };
  }
  return aggregations;
}

/** The facets with those counts. A value that is left without a product goes, unless it is chosen. */
export function withExactCounts(facets: readonly Facet[], answer: ExactAnswer, criteria: ProductCriteria): Facet[] {
  const chosen = byName(criteria.attributes);
  return facets.map((facet) => {
    const counts = answer[facet.field]?.variants.matching;
    if (!counts) return facet;
    const byToken = new Map(counts.values.buckets.map((bucket) => [String(bucket.key), productsOf(bucket)]));
    const ranges = rangesOf(chosen.get(nameOf(facet)));
    const values = facet.values.map((value) => {
      const token = tokenOf(facet, value);
      if (token !== undefined) return { ...value, count: byToken.get(token) ?? 0 };
      const at = ranges.findIndex(({ min, max }) => min === value.from && max === value.to);
      const range = counts[`range:${at}`];
      return { ...value, count: range ? productsOf(range) : 0 };
    });
    const end = (buckets: { buckets: Bucket[] } | undefined): number | null =>
      buckets?.buckets[0] ? numberOf(String(buckets.buckets[0].key)) : null;
    return {
      ...facet,
      values: values.filter(({ count, selected }) => count > 0 || selected),
      min: end(counts.lowest),
      max: end(counts.highest),
    };
  });
}

const nameOf = ({ field }: Facet): string => field.slice(attributeKey('').length);

function rangesOf(own: readonly AttributeCriterion[] | undefined): { min: number | null; max: number | null }[] {
  return own?.filter((criterion) => criterion.kind === 'range') ?? [];
}

/** The term of a value; undefined for a range, which has none of its own. */
function tokenOf(facet: Facet, { value, from, to }: FacetValue): string | undefined {
  const name = nameOf(facet);
  if (facet.kind === 'BOOLEAN') return booleanToken(name, value === 'true');
  if (facet.kind !== 'RANGE') return textToken(name, value);
  return from !== null && from === to ? numberToken(name, from) : undefined;
}
