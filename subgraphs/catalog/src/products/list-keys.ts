import { nameKey, sameText } from '@quartet/service-kit';
import { priceRangeOf, type Product } from './product.ts';

/** What a list is sorted by. Never null, so that a cursor compares plainly. */
interface SortKeys {
  /** When it was published, or else created. */
  newest: Date;
  /** Of its prices; without one a key behind every code, so that it comes last. */
  currency: string;
  /** The cheapest price; without one the greatest number. */
  priceFrom: number;
  /** The dearest price; without one -1. */
  priceTo: number;
  name: string;
}

/** What a list is filtered by, in the form in which equal texts are equal. */
interface FilterKeys {
  brand: string | null;
  tags: string[];
}

/** Kept with each product, only so that lists are sorted and filtered by an index. */
export interface ListKeys {
  sort: SortKeys;
  keys: FilterKeys;
}

const NO_CURRENCY = '~';

/** The keys that follow from a product. */
export function listKeysOf(
  product: Pick<Product, 'name' | 'brand' | 'tags' | 'variants' | 'publishedAt' | 'createdAt'>,
): ListKeys {
  const range = priceRangeOf(product.variants);
  return {
    sort: {
      newest: product.publishedAt ?? product.createdAt,
      currency: range?.min.currency ?? NO_CURRENCY,
      priceFrom: range?.min.amount ?? Number.MAX_SAFE_INTEGER,
      priceTo: range?.max.amount ?? -1,
      name: nameKey(product.name),
    },
    keys: {
      brand: product.brand === null ? null : sameText(product.brand),
      tags: [...new Set(product.tags.map(sameText))],
    },
  };
}
