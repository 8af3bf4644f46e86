/** How hits spread over one field; what the graph calls Facet. */
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

/** A facet and how much it tells about the hits, 0 to 1: whether many of them have it and whether it divides them. */
export interface RatedFacet {
  facet: Facet;
  telling: number;
}
