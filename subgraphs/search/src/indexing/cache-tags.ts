/** Of the router's entity cache: what the index's writers raise, and what answers say they depend on. */

/** Names, texts, prices, categories, ratings: all that the catalog says. */
export const CATALOG_PART = 'catalog';
/** What is in stock, and what was ordered how often. */
export const ORDERS_PART = 'orders';
