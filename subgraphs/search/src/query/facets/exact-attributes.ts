import type { AttributeCriterion, ProductCriteria } from '@quartet/schema/product-filter';
import { numberOf, numberPattern, numberRange, tokensOfValue } from '../../search-index/attribute-tokens.ts';
import { aggregationOf, attributeKey, type FilterClauses } from '../filters.ts';
import { type Aggregations, byName, countedProducts, matchingVariants, scopeOfVariants } from './aggregations.ts';
import { type Bucket, type CountedProducts, productsOf } from './answer.ts';
import type { Facet, FacetValue } from './facet.ts';

const FIELD = 'variants.values';

interface ExactCounts {
  /** One for each value of the facet, by its position. */
  values?: { buckets: Record<string, CountedProducts> };
  lowest?: { buckets: Bucket[] };
  highest?: { buckets: Bucket[] };
  [range: `range:${number}`]: CountedProducts;
}
export type ExactAnswer = Record<string, { variants: { matching: ExactCounts } }>;

/** Whether a variant must meet several conditions: then counting products by attribute is not exact. */
export function needsExactAttributes(clauses: FilterClauses): boolean {
  return clauses.variant.size > 0 || clauses.inStock !== null;
}

/** Counts the values of these facets again, as products with a variant that has the value and meets all other conditions. */
export function exactAttributes(
  facets: readonly Facet[],
  clauses: FilterClauses,
  criteria: ProductCriteria,
): Aggregations {
  const chosen = byName(criteria.attributes);
  const aggregations: Aggregations = {};
  for (const facet of facets) {
    const name = nameOf(facet);
    const counted = countedProducts(clauses);
    const values = facet.values.flatMap((value, at) =>
      isRange(value) ? [] : [[String(at), { terms: { [FIELD]: tokensOfValue(name, value.value) } }] as const],
    );
    const aggs: Aggregations =
      values.length === 0 ? {} : { values: { filters: { filters: Object.fromEntries(values) }, aggs: counted } };
    if (facet.kind === 'RANGE') {
      const numbers = { field: FIELD, include: numberPattern(name), size: 1 } as const;
      aggs['lowest'] = { terms: { ...numbers, order: { _key: 'asc' } } };
      aggs['highest'] = { terms: { ...numbers, order: { _key: 'desc' } } };
    }
    rangesOf(chosen.get(name)).forEach(({ min, max }, at) => {
      aggs[`range:${at}`] = { filter: { range: { [FIELD]: numberRange(name, min, max) } }, aggs: counted };
    });
    aggregations[aggregationOf(facet.field)] = {
      filter: { bool: { filter: scopeOfVariants(clauses, facet.field) } },
      aggs: { variants: matchingVariants(clauses, facet.field, aggs) },
    };
  }
  return aggregations;
}

/** The facets with those counts. A value without a product is removed, unless it is chosen. */
export function withExactCounts(facets: readonly Facet[], answer: ExactAnswer, criteria: ProductCriteria): Facet[] {
  const chosen = byName(criteria.attributes);
  return facets.map((facet) => {
    const counts = answer[aggregationOf(facet.field)]?.variants.matching;
    if (!counts) return facet;
    const ranges = rangesOf(chosen.get(nameOf(facet)));
    const values = facet.values.map((value, place) => {
      const at = ranges.findIndex(({ min, max }) => min === value.from && max === value.to);
      const count = isRange(value) ? counts[`range:${at}`] : counts.values?.buckets[String(place)];
      return { ...value, count: count ? productsOf(count) : 0 };
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

const isRange = ({ from, to }: FacetValue): boolean => from !== to;
