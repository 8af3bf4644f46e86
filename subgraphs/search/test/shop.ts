import { type AnyEvent, type EventData, newEvent } from '@quartet/schema/events';
import { anonymous, createElasticsearch, createLogger } from '@quartet/service-kit';
import { currentRun, freshSearchPrefix } from '@quartet/test-kit';
import { handleCatalogEvents } from '../src/indexing/catalog-events.ts';
import { handleOrderEvents } from '../src/indexing/order-events.ts';
import { migrateSearch, type SearchEnv, type SearchService, startSearch } from '../src/index.ts';

export const log = createLogger({ name: 'search-test', level: 'silent' });

type Product = EventData['product.changed'];
type Attribute = Product['attributes'][number];

const PERIPHERALS = { id: 'c-peripherals', slug: 'peripherals', name: 'Peripherals' };
export const MICE = { id: 'c-mice', slug: 'mice', name: 'Mice' };
export const KEYBOARDS = { id: 'c-keyboards', slug: 'keyboards', name: 'Keyboards' };

export function enumAttribute(name: string, value: string): Attribute {
  return { name, label: name, type: 'ENUM', value, unit: null, number: null, boolean: null, filterable: true };
}

export function numberAttribute(name: string, number: number, unit: string): Attribute {
  return { name, label: name, type: 'NUMBER', value: String(number), unit, number, boolean: null, filterable: true };
}

export function variant(sku: string, euros = 20): Product['variants'][number] {
  return {
    sku,
    name: 'Standard',
    price: { amount: euros * 100, currency: 'EUR' },
    barcode: null,
    weightGrams: null,
    taxClass: 'STANDARD',
    attributes: [],
    imageUrl: null,
    purchasable: true,
  };
}

/** `product.changed` for a published product with one SKU, `<id>-1`, at `euros`. */
export function productChanged(
  id: string,
  o: Partial<Product> & { euros?: number; leaf?: typeof MICE } = {},
): AnyEvent {
  const { euros = 20, leaf = MICE, ...changes } = o;
  const data: Product = {
    productId: id,
    version: 1,
    status: 'PUBLISHED',
    slug: id,
    name: id,
    brand: 'Acme',
    shortDescription: null,
    description: null,
    tags: [],
    categoryId: leaf.id,
    categoryPath: [PERIPHERALS, leaf],
    attributes: [],
    images: [],
    rating: { average: null, count: 0 },
    ratingVersion: 0,
    variants: [variant(`${id}-1`, euros)],
    publishedAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
  return newEvent('product.changed', { source: '/catalog', subject: id, version: data.version, data });
}

export function stockChanged(
  sku: string,
  o: { productId: string | null; available: number; version: number },
): AnyEvent {
  return newEvent('stock.changed', { source: '/orders', subject: sku, version: o.version, data: { sku, ...o } });
}

export function orderPlaced(
  orderId: string,
  productId: string,
  quantity: number,
  placedAt = '2026-01-02T00:00:00.000Z',
): AnyEvent {
  const data = {
    orderId,
    number: orderId,
    userId: null,
    lines: [{ sku: `${productId}-1`, productId, quantity }],
    total: { amount: 1, currency: 'EUR' },
    placedAt,
  };
  return newEvent('order.placed', { source: '/orders', subject: orderId, version: 1, data });
}

export interface Shop {
  service: SearchService;
  env: SearchEnv;
  /** Handles events of the catalog as one batch; what it wrote can be found at once. */
  catalog(...events: AnyEvent[]): Promise<void>;
  orders(...events: AnyEvent[]): Promise<void>;
  /** Runs a query; throws on errors. */
  ask<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** The ids that a search finds, in order. */
  find(args: Record<string, unknown>): Promise<string[]>;
  close(): Promise<void>;
}

/** A search of the test file's own, without workers: the events are handed over by the test. */
export async function openShop(): Promise<Shop> {
  const { urls } = currentRun();
  const env: SearchEnv = {
    ELASTICSEARCH_URL: urls.ELASTICSEARCH_URL,
    REDIS_URL: urls.REDIS_URL,
    SEARCH_INDEX_PREFIX: await freshSearchPrefix(),
  };
  await migrateSearch({ env, log, direction: 'up' });
  const service = await startSearch({ env, log, workers: false });
  const client = createElasticsearch({ url: env.ELASTICSEARCH_URL, name: 'search-test', log });
  // As the workers have it: a client of its own.
  const db = { ...service.db, client };
  const refresh = async (): Promise<void> => {
    await client.indices.refresh({ index: db.names.products });
  };
  const ask = async <T>(query: string, variables: Record<string, unknown> = {}): Promise<T> => {
    const result = await service.subgraph.execute({ query, variables, viewer: anonymous, requestId: 'test' });
    if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('; '));
    return result.data as T;
  };
  return {
    service,
    env,
    async catalog(...events) {
      await handleCatalogEvents(db, events);
      await refresh();
    },
    async orders(...events) {
      await handleOrderEvents(db, events);
      await refresh();
    },
    ask,
    async find(args) {
      const { searchProducts } = await ask<{ searchProducts: { nodes: { id: string }[] } }>(
        `query ($query: String, $filter: SearchFilter, $sort: SearchSort, $first: Int) {
          searchProducts(query: $query, filter: $filter, sort: $sort, first: $first) { nodes { id } }
        }`,
        args,
      );
      return searchProducts.nodes.map(({ id }) => id);
    },
    async close() {
      await service.stop();
      await client.close();
    },
  };
}
