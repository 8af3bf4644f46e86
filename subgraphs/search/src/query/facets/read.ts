import { majorUnits, minorDigits } from '@quartet/service-kit';
import type { AttributeMeta } from '../../indexing/product-document.ts';
import { attributeKey, type Filter } from '../filters.ts';
import { selectedAttributes } from './aggregations.ts';
import type { Facet, FacetValue, RatedFacet } from './facet.ts';

interface Bucket {
  key: string | number;
  key_as_string?: string;
  doc_count: number;
  from?: number;
  to?: number;
}
interface Stats {
  min: number | null;
  max: number | null;
}
interface Counted {
  doc_count: number;
  values: { buckets: Bucket[]; sum_other_doc_count?: number };
}
interface Ranged extends Counted {
  stats: Stats;
}
interface AttributeBucket extends Ranged {
  key: string;
  meta: { buckets: Bucket[] };
}
interface Attributes {
  doc_count: number;
  nested: { names: { buckets: AttributeBucket[] } };
}

/** What the engine answers to facetAggregations. */
export interface FacetAnswer {
  brand: Counted;
  category: Counted;
  rating: Ranged;
  inStock: Counted;
  price:
    | (Ranged & { currencies?: undefined })
    | { doc_count: number; currencies: { buckets: (Ranged & { key: string })[] } };
  attributes: Attributes;
  [attribute: `attribute:${string}`]: Attributes;
}

/** Every facet that has a value, with how much each tells; `categoriesBelow`: the depth below which categories count. */
export function readFacets(answer: FacetAnswer, filter: Filter, categoriesBelow = -1): RatedFacet[] {
  const selected = new Set(selectedAttributes(filter));
  const attributes = (of: Attributes | undefined): RatedFacet[] =>
    of?.nested.names.buckets.map((bucket) => attributeFacet(bucket, of.doc_count, filter)) ?? [];
  return [
    categoryFacet(answer.category, filter, categoriesBelow),
    brandFacet(answer.brand, filter),
    priceFacet(answer.price, filter),
    ratingFacet(answer.rating, filter),
    inStockFacet(answer.inStock, filter),
    ...[...selected].flatMap((name) => attributes(answer[`attribute:${name}`])),
    ...attributes(answer.attributes).filter(({ facet }) => !selected.has(facet.field.slice(attributeKey('').length))),
  ].filter(({ facet }) => facet.values.length > 0);
}

function brandFacet({ doc_count, values }: Counted, filter: Filter): RatedFacet {
  const facet = facetOf(
    'brand',
    'Brand',
    'TERMS',
    values.buckets.map((bucket) => valueOf(bucket, filter.brands)),
  );
  return { facet, telling: divides(facet.values, doc_count) };
}

/** The value is the category's id; parents come before their children. */
function categoryFacet({ doc_count, values }: Counted, filter: Filter, below: number): RatedFacet {
  const categories = new Map<string, FacetValue & { depth: number }>();
  for (const { key, doc_count: count } of values.buckets) {
    const [, depth, id, label] = /^(\d+)\/([^/]*)\/(.*)$/s.exec(String(key)) ?? [];
    if (depth === undefined || id === undefined || label === undefined || Number(depth) <= below) continue;
    // While a renamed category's products follow one by one, it is there under both names.
    const counted = count + (categories.get(id)?.count ?? 0);
    const value = { ...plainValue(id, label, counted, filter.categoryId === id), category: { id } };
    categories.set(id, { ...value, depth: Number(depth) });
  }
  const ordered = [...categories.values()].toSorted((a, b) => a.depth - b.depth || b.count - a.count);
  const facet = facetOf(
    'category',
    'Category',
    'TREE',
    ordered.map(({ depth: _depth, ...value }) => value),
  );
  return { facet, telling: divides(facet.values, doc_count) };
}

function priceFacet(price: FacetAnswer['price'], filter: Filter): RatedFacet {
  const bucket = price.currencies ? price.currencies.buckets[0] : price;
  const currency = price.currencies ? price.currencies.buckets[0]?.key : filter.price?.currency;
  if (!bucket || currency === undefined) return { facet: facetOf('price', 'Price', 'RANGE', []), telling: 0 };
  const format = amountFormat(currency);
  const values = bucket.values.buckets.flatMap(({ from = 0, to, doc_count: count }): FacetValue[] => {
    if (count === 0) return [];
    // Both ends of a price filter are included, so the last amount of the range is one below where the next begins.
    const last = to === undefined ? null : to - 1;
    const label = last === null ? `${format(from)} and more` : `${format(from)} – ${format(last)}`;
    const selected = filter.price?.min === from && (filter.price.max ?? null) === last;
    return [{ ...plainValue(`${from}-${last ?? ''}`, label, count, selected), from, to: last }];
  });
  const facet = {
    ...facetOf('price', 'Price', 'RANGE', values),
    unit: currency,
    min: bucket.stats.min,
    max: bucket.stats.max,
  };
  return { facet, telling: 0.9 * divides(values, price.doc_count) };
}

/** Minor units as people read them: 1999 EUR is "EUR 19.99", 1999 JPY "JPY 1,999". */
function amountFormat(currency: string): (amount: number) => string {
  // The display digits of Intl are not those of ISO 4217 (HUF: 0 and 2).
  const digits = minorDigits(currency) ?? 0;
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (amount) => format.format(majorUnits(amount, currency)).replace(/\u00a0/g, ' ');
}

function ratingFacet({ values, stats }: Ranged, filter: Filter): RatedFacet {
  const stars = values.buckets.flatMap(({ from = 0, doc_count: count }): FacetValue[] =>
    count === 0
      ? []
      : [{ ...plainValue(String(from), `${from} stars and more`, count, filter.minRating === from), from }],
  );
  // Little about the products themselves: comes last.
  return {
    facet: { ...facetOf('rating', 'Rating', 'RANGE', stars.toReversed()), min: stats.min, max: stats.max },
    telling: 0.01,
  };
}

function inStockFacet({ values }: Counted, filter: Filter): RatedFacet {
  const yesOrNo = values.buckets.map(({ key_as_string, doc_count: count }) => {
    const value = key_as_string ?? 'false';
    return plainValue(value, value === 'true' ? 'In stock' : 'Out of stock', count, String(filter.inStock) === value);
  });
  return { facet: facetOf('inStock', 'Availability', 'BOOLEAN', yesOrNo), telling: 0.01 };
}

function attributeFacet(bucket: AttributeBucket, total: number, filter: Filter): RatedFacet {
  const meta = metaOf(bucket.meta.buckets[0]?.key);
  const filters = filter.attributes?.filter(({ name }) => name === bucket.key) ?? [];
  const values = bucket.values.buckets.map((value): FacetValue => {
    const text = String(value.key);
    const selected = filters.some((by) => by.in?.includes(text) === true || String(by.boolean) === text);
    if (meta.type === 'BOOLEAN') return plainValue(text, text === 'true' ? 'Yes' : 'No', value.doc_count, selected);
    const number = meta.type === 'NUMBER' && Number.isFinite(Number(text)) ? Number(text) : null;
    return { ...plainValue(text, text, value.doc_count, selected), from: number, to: number };
  });
  const kinds = { NUMBER: 'RANGE', BOOLEAN: 'BOOLEAN', ENUM: 'TERMS', TEXT: 'TERMS' } as const;
  const facet: Facet = {
    ...facetOf(attributeKey(bucket.key), meta.label, kinds[meta.type], values),
    unit: meta.unit,
    min: bucket.stats.min,
    max: bucket.stats.max,
  };
  if (meta.type === 'NUMBER') {
    values.sort((a, b) => (a.from ?? 0) - (b.from ?? 0));
    return { facet, telling: 0.7 * divides(values, total) * coverage(bucket.doc_count, total) };
  }
  // Values that are nearly all different, a model number say, divide well and tell nothing.
  const shown = values.reduce((sum, { count }) => sum + count, 0);
  const repeated = shown === 0 ? 0 : 1 - (values.length - 1) / shown;
  return { facet, telling: divides(values, total) * coverage(shown, total) * repeated };
}

function metaOf(json: string | number | undefined): AttributeMeta {
  return JSON.parse(String(json)) as AttributeMeta;
}

const coverage = (having: number, total: number): number => (total === 0 ? 0 : Math.min(1, having / total));

/** The chance that two products of `total` differ in it (Gini-Simpson), among those whose values are shown. */
function divides(values: readonly FacetValue[], total: number): number {
  const shown = values.reduce((sum, { count }) => sum + count, 0);
  if (shown === 0) return 0;
  const alike = values.reduce((sum, { count }) => sum + (count / shown) ** 2, 0);
  return (1 - alike) * coverage(shown, total);
}

function facetOf(field: string, label: string, kind: Facet['kind'], values: FacetValue[]): Facet {
  return { field, label, kind, unit: null, values, min: null, max: null };
}

function valueOf({ key, doc_count }: Bucket, selected?: readonly string[] | null): FacetValue {
  return plainValue(String(key), String(key), doc_count, selected?.includes(String(key)) ?? false);
}

function plainValue(value: string, label: string, count: number, selected: boolean): FacetValue {
  return { value, label, from: null, to: null, count, selected, category: null };
}
