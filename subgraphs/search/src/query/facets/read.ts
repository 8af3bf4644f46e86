import type { ProductCriteria } from '@quartet/schema/product-filter';
import { sameText } from '@quartet/service-kit';
import { attributeKey } from '../filters.ts';
import { byName } from './aggregations.ts';
import type { Bucket, FacetAnswer } from './answer.ts';
import { diversity, type FacetValue, facetOf, plainValue, type RatedFacet } from './facet.ts';
import { attributeFacet, chosenAttributeFacet } from './read-attributes.ts';
import { priceFacet } from './read-price.ts';

/**
 * Every facet that has a value, with its informativeness; `categoriesBelow`: the depth below which categories count.
 * A chosen value is always included, even if no hit has it.
 */
export function readFacets(answer: FacetAnswer, criteria: ProductCriteria, categoriesBelow = -1): RatedFacet[] {
  const chosen = byName(criteria.attributes);
  const { doc_count: hits, nested } = answer.attributes;
  return [
    categoryFacet(answer, criteria, categoriesBelow),
    brandFacet(answer, criteria),
    priceFacet(answer.price, criteria.price),
    ratingFacet(answer.rating, criteria.minRating),
    inStockFacet(answer.inStock, criteria.inStock),
    ...[...chosen].map(([name, own]) => chosenAttributeFacet(name, own, answer)),
    ...nested.names.buckets
      .filter(({ key }) => !chosen.has(key))
      .map((bucket) => attributeFacet(attributeKey(bucket.key), bucket, hits)),
  ].filter(({ facet }) => facet.values.length > 0);
}

function brandFacet({ brand, chosen }: FacetAnswer, { brands }: ProductCriteria): RatedFacet {
  const { doc_count, values } = brand;
  const labels = new Map<string, string>();
  const counts = new Map<string, number>();
  const found = [...values.buckets, ...(brand.chosen?.buckets ?? [])];
  for (const { key, doc_count: count, label } of found) {
    counts.set(String(key), count);
    labels.set(String(key), String(label.buckets[0]?.key ?? key));
  }
  for (const key of brands) {
    if (counts.has(key)) continue;
    const known = chosen?.published.brand?.buckets.find((bucket) => bucket.key === key)?.label.buckets[0];
    counts.set(key, 0);
    labels.set(key, String(known?.key ?? key));
  }
  const shown = [...counts].map(([key, count]) => {
    const label = labels.get(key) ?? key;
    return plainValue(label, label, count, brands.includes(sameText(label)));
  });
  const facet = facetOf('brand', 'Brand', 'TERMS', shown);
  return { facet, informativeness: diversity(facet.values, doc_count) };
}

interface CategoryValue {
  depth: number;
  value: FacetValue;
}

/** The value is the category's id; parents come before their children. */
function categoryFacet({ category, chosen }: FacetAnswer, criteria: ProductCriteria, below: number): RatedFacet {
  const chosenId = criteria.category?.id;
  const categories = categoriesIn(category.values.buckets, chosenId);
  if (chosenId !== undefined && !categories.has(chosenId)) {
    const found = categoriesIn(category.chosen?.buckets ?? [], chosenId).get(chosenId);
    const known = categoriesIn(chosen?.published.category?.buckets ?? [], chosenId).get(chosenId);
    const unknown = { depth: 0, value: { ...plainValue(chosenId, chosenId, 0, true), category: { id: chosenId } } };
    categories.set(chosenId, found ?? (known ? { ...known, value: { ...known.value, count: 0 } } : unknown));
  }
  const ordered = [...categories.values()]
    .filter(({ depth }) => depth > below)
    .toSorted((a, b) => a.depth - b.depth || b.value.count - a.value.count);
  const facet = facetOf(
    'category',
    'Category',
    'TREE',
    ordered.map(({ value }) => value),
  );
  return { facet, informativeness: diversity(facet.values, category.doc_count) };
}

function categoriesIn(buckets: readonly Bucket[], chosenId: string | undefined): Map<string, CategoryValue> {
  const categories = new Map<string, CategoryValue>();
  for (const { key, doc_count } of buckets) {
    const [, depth, id, label] = /^(\d+)\/([^/]*)\/(.*)$/s.exec(String(key)) ?? [];
    if (depth === undefined || id === undefined || label === undefined) continue;
    // While the products of a renamed category are updated one by one, it occurs with both names.
    const count = doc_count + (categories.get(id)?.value.count ?? 0);
    const value = { ...plainValue(id, label, count, id === chosenId), category: { id } };
    categories.set(id, { depth: Number(depth), value });
  }
  return categories;
}

function ratingFacet({ values, stats }: FacetAnswer['rating'], minRating: number | null): RatedFacet {
  const stars = values.buckets.flatMap(({ from = 0, doc_count: count }): FacetValue[] => {
    const selected = from === minRating;
    if (count === 0 && !selected) return [];
    return [{ ...plainValue(String(from), `${from} stars and more`, count, selected), from }];
  });
  const facet = { ...facetOf('rating', 'Rating', 'RANGE', stars.toReversed()), min: stats.min, max: stats.max };
  // Says little about the products themselves: comes last.
  return { facet, informativeness: 0.01 };
}

function inStockFacet({ doc_count, available }: FacetAnswer['inStock'], inStock: boolean | null): RatedFacet {
  const values = [
    plainValue('true', 'In stock', available.doc_count, inStock === true),
    plainValue('false', 'Out of stock', doc_count - available.doc_count, inStock === false),
  ].filter(({ count, selected }) => count > 0 || selected);
  return { facet: facetOf('inStock', 'Availability', 'BOOLEAN', values), informativeness: 0.01 };
}
