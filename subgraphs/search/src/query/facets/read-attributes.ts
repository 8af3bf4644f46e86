import type { AttributeCriterion } from '@quartet/schema/product-filter';
import type { AttributeMeta } from '../../indexing/product-document.ts';
import { aggregationOf, attributeKey } from '../filters.ts';
import { chosenValues } from './aggregations.ts';
import type { AttributeCounts, ChosenAttributeCounts, FacetAnswer } from './answer.ts';
import { coverage, diversity, type Facet, type FacetValue, facetOf, plainValue, type RatedFacet } from './facet.ts';

const KINDS = { NUMBER: 'RANGE', BOOLEAN: 'BOOLEAN', ENUM: 'TERMS', TEXT: 'TERMS' } as const;

type Range = AttributeCriterion & { kind: 'range' };

export function attributeFacet(field: string, counts: AttributeCounts, total: number): RatedFacet {
  const meta = metaOf(counts.meta.buckets[0]?.key);
  const values = counts.values.buckets.map(({ key, doc_count }) => valueOf(meta, String(key), doc_count, false));
  return rated(field, meta, values, counts, total);
}

/** The facet of an attribute in the filter: with all chosen values, even if no product has them. */
export function chosenAttributeFacet(
  name: string,
  own: readonly AttributeCriterion[],
  answer: FacetAnswer,
): RatedFacet {
  const field = attributeKey(name);
  const none = { doc_count: 0, meta: { buckets: [] }, values: { buckets: [] }, stats: { min: null, max: null } };
  const of = answer[aggregationOf(field)];
  const counts: ChosenAttributeCounts = of?.nested.named ?? none;
  const known = answer.chosen?.published[aggregationOf(field)]?.named.meta.buckets[0];
  const json = counts.meta.buckets[0]?.key ?? known?.key;
  const meta = json === undefined ? { type: typeOf(own), label: name, unit: null } : metaOf(json);
  const chosen = new Set(chosenValues(own).filter((value) => meta.type !== 'NUMBER' || !isOtherSpelling(value)));
  const byValue = new Map([...chosen].map((value) => [value, 0]));
  const found = [...counts.values.buckets, ...(counts.chosen?.buckets ?? [])];
  for (const { key, doc_count } of found) byValue.set(String(key), doc_count);
  const ordered = [...byValue].toSorted(([, a], [, b]) => b - a);
  const values = ordered.map(([value, count]) => valueOf(meta, value, count, chosen.has(value)));
  own.forEach((criterion, at) => {
    if (criterion.kind !== 'range') return;
    const count = counts[`range:${at}`]?.products.doc_count ?? 0;
    addRange(values, criterion, count);
  });
  return rated(field, meta, values, counts, of?.doc_count ?? 0);
}

/** A range of one number is the value of that number. */
function addRange(values: FacetValue[], { min, max }: Range, count: number): void {
  const single = min !== null && min === max ? values.find(({ from }) => from === min) : undefined;
  if (single) {
    single.selected = true;
    return;
  }
  const label = min === null ? `up to ${max}` : max === null ? `${min} and more` : `${min} – ${max}`;
  values.push({ ...plainValue(`${min ?? ''}-${max ?? ''}`, label, count, true), from: min, to: max });
}

function rated(
  field: string,
  meta: AttributeMeta,
  values: FacetValue[],
  { doc_count, stats }: AttributeCounts,
  total: number,
): RatedFacet {
  const facet: Facet = {
    ...facetOf(field, meta.label, KINDS[meta.type], values),
    unit: meta.unit,
    min: stats.min,
    max: stats.max,
  };
  if (meta.type === 'NUMBER') {
    values.sort((a, b) => (a.from ?? -Infinity) - (b.from ?? -Infinity));
    return { facet, informativeness: 0.7 * diversity(values, total) * coverage(doc_count, total) };
  }
  // Values that are nearly all different, such as model numbers, have high diversity and no information.
  const shown = values.reduce((sum, { count }) => sum + count, 0);
  const repeated = shown === 0 ? 0 : 1 - (values.length - 1) / shown;
  return { facet, informativeness: diversity(values, total) * coverage(shown, total) * repeated };
}

function valueOf({ type }: AttributeMeta, text: string, count: number, selected: boolean): FacetValue {
  if (type === 'BOOLEAN') return plainValue(text, text === 'true' ? 'Yes' : 'No', count, selected);
  const number = type === 'NUMBER' && Number.isFinite(Number(text)) ? Number(text) : null;
  return { ...plainValue(text, text, count, selected), from: number, to: number };
}

/** Whether it is another spelling of a number: of "14" and "14.0" the index has the first. */
const isOtherSpelling = (value: string): boolean => Number.isFinite(Number(value)) && String(Number(value)) !== value;

function typeOf(own: readonly AttributeCriterion[]): AttributeMeta['type'] {
  if (own.some(({ kind }) => kind === 'range')) return 'NUMBER';
  return own.some(({ kind }) => kind === 'boolean') ? 'BOOLEAN' : 'TEXT';
}

function metaOf(json: string | number | undefined): AttributeMeta {
  return JSON.parse(String(json)) as AttributeMeta;
}
