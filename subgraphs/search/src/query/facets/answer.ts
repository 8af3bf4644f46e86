/** The engine's answer to facetAggregations. */
export interface FacetAnswer {
  brand: Counted & { values: { buckets: LabelledBucket[] }; chosen?: { buckets: LabelledBucket[] } };
  category: Counted & { chosen?: { buckets: Bucket[] } };
  rating: Counted & { stats: Stats };
  inStock: { doc_count: number; available: { doc_count: number } };
  price: { doc_count: number } & (
    | { currencies: { buckets: { key: string; variants: { matching: PriceRanges } }[] }; variants?: undefined }
    | { currencies?: undefined; variants: { matching: { inChosen: PriceRanges } } }
  );
  attributes: { doc_count: number; nested: { names: { buckets: (AttributeCounts & { key: string })[] } } };
  /** The labels of the chosen values. */
  chosen?: { published: ChosenLabels };
  [attribute: `attribute:${string}`]: { doc_count: number; nested: { named: ChosenAttributeCounts } };
}

export interface Bucket {
  key: string | number;
  doc_count: number;
  from?: number;
  to?: number;
}
export interface LabelledBucket extends Bucket {
  label: { buckets: Bucket[] };
}
export interface Stats {
  min: number | null;
  max: number | null;
}
interface Counted {
  doc_count: number;
  values: { buckets: Bucket[] };
}
export interface ChosenLabels {
  category?: { buckets: Bucket[] };
  brand?: { buckets: LabelledBucket[] };
  [attribute: `attribute:${string}`]: { named: { meta: { buckets: Bucket[] } } };
}

/** Variants, and the products that they belong to (see countedProducts). */
export interface CountedProducts {
  products: { doc_count: number };
  inStock?: { products: { doc_count: number } };
}
export interface PriceRanges {
  values: { buckets: (Bucket & CountedProducts)[] };
  stats: Stats;
}

export interface AttributeCounts {
  doc_count: number;
  meta: { buckets: Bucket[] };
  values: { buckets: Bucket[] };
  stats: Stats;
}
export interface ChosenAttributeCounts extends AttributeCounts {
  chosen?: { buckets: Bucket[] };
  [range: `range:${number}`]: { products: { doc_count: number } };
}

export function productsOf({ products, inStock }: CountedProducts): number {
  return products.doc_count - (inStock?.products.doc_count ?? 0);
}
