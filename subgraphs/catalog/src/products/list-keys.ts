import { nameKey, sameText } from '@quartet/service-kit';
import { priceRangeOf, type Product } from './product.ts';

/** The keys that lists are sorted by. Never null, so that cursors compare simply. */
interface SortKeys {
  /** When it was published, or else created. */
  newest: Date;
  /** Of its prices; without a price a key after every code, so that it comes last. */
  currency: string;
  /** The cheapest price; without one the greatest number. */
  priceFrom: number;
  /** The dearest price; without one -1. */
  priceTo: number;
  name: string;
}

/** The keys that lists are filtered by: equal for texts that count as equal. */
interface FilterKeys {
  brand: string | null;
  tags: string[];
}

/** Stored with each product so that lists are sorted and filtered by an index. */
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
