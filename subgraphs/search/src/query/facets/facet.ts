/** The distribution of hits over one field: Facet of the schema. */
export interface Facet {
  field: string;
  label: string;
  kind: 'TERMS' | 'RANGE' | 'TREE' | 'BOOLEAN';
  unit: string | null;
  values: FacetValue[];
  min: number | null;
  max: number | null;
}

export interface FacetValue {
  value: string;
  label: string;
  from: number | null;
  to: number | null;
  count: number;
  selected: boolean;
  category: { id: string } | null;
}

/** A facet and its informativeness, 0 to 1: high if many hits have the field, with varied values. */
export interface RatedFacet {
  facet: Facet;
  informativeness: number;
}

export function facetOf(field: string, label: string, kind: Facet['kind'], values: FacetValue[]): Facet {
  return { field, label, kind, unit: null, values, min: null, max: null };
}

export function plainValue(value: string, label: string, count: number, selected: boolean): FacetValue {
  return { value, label, from: null, to: null, count, selected, category: null };
}

export const coverage = (having: number, total: number): number => (total === 0 ? 0 : Math.min(1, having / total));

/** The probability that two products of `total` differ in it (Gini-Simpson), among those whose values are shown. */
export function diversity(values: readonly FacetValue[], total: number): number {
  const shown = values.reduce((sum, { count }) => sum + count, 0);
  if (shown === 0) return 0;
  const alike = values.reduce((sum, { count }) => sum + (count / shown) ** 2, 0);
  return (1 - alike) * coverage(shown, total);
}
