import type { CacheTagRules } from '@quartet/service-kit';
import { CATALOG_PART, ORDERS_PART } from '../indexing/cache-tags.ts';

const onBoth = () => [CATALOG_PART, ORDERS_PART];

/** What an answer depends on: any product may be the next that is found, counted or alike. */
export const cacheTags: CacheTagRules = {
  fields: {
    'Query.searchProducts': onBoth,
    'Category.facets': onBoth,
    'Product.similar': () => [CATALOG_PART],
  },
};
