import { productIdOf, saveCategory, saveProducts, setRatings, startCatalog, migrateCatalog } from '@quartet/catalog';
import { migrateSearch, startSearch } from '@quartet/search';
import { newEvent } from '@quartet/schema/events';
import { anonymous, createElasticsearch, createLogger, createMongo, type Subgraph } from '@quartet/service-kit';
import { currentRun, freshMongo, freshRedis, freshSearchPrefix } from '@quartet/test-kit';
import { findCategoriesWithAncestors } from '../../../../subgraphs/catalog/src/categories/category.repository.ts';
import { productChanged } from '../../../../subgraphs/catalog/src/workers/product-events.ts';
import { findProducts } from '../../../../subgraphs/catalog/src/products/product.repository.ts';
import { handleCatalogEvents } from '../../../../subgraphs/search/src/indexing/catalog-events.ts';
import { handleOrderEvents } from '../../../../subgraphs/search/src/indexing/order-events.ts';
import { attributeDefinitionsOf, CATEGORIES, type PlainProduct, productInputOf } from './catalogue.ts';
import type { PlainFilter } from './plain-lists.ts';

const log = createLogger({ name: 'lists-test', level: 'silent' });

export interface ListedFacet {
  field: string;
  unit: string | null;
  values: { value: string; from: number | null; to: number | null; count: number; selected: boolean }[];
}

interface Page {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

/** Catalog and search with the same products, and no bus between them: the search index is written at once. */
export async function openTwoLists(products: readonly PlainProduct[]) {
  const { urls } = currentRun();
  const mongoUrl = (await freshMongo()).url;
  const redisUrl = (await freshRedis()).url;
  const catalogEnv = { CATALOG_MONGODB_URL: mongoUrl, REDIS_URL: redisUrl, REDIS_CACHE_URL: redisUrl };
  const searchEnv = {
    ELASTICSEARCH_URL: urls.ELASTICSEARCH_URL,
    REDIS_URL: redisUrl,
    SEARCH_INDEX_PREFIX: await freshSearchPrefix(),
  };
  await migrateCatalog({ env: catalogEnv, log, direction: 'up' });
  await migrateSearch({ env: searchEnv, log, direction: 'up' });
  const catalog = await startCatalog({ env: catalogEnv, log, workers: false });
  const search = await startSearch({ env: searchEnv, log, workers: false });
  const mongo = createMongo({ url: mongoUrl, name: 'lists-test', log });
  const writer = createElasticsearch({
    url: urls.ELASTICSEARCH_URL,
    name: 'lists-test',
    log,
    requestTimeoutMs: 60_000,
  });
  const { db } = mongo;

  const categoryIds: string[] = [];
  for (const [at, { slug, parent }] of CATEGORIES.entries()) {
    const parentId = parent === null ? null : (categoryIds[parent] ?? null);
    const saved = await saveCategory(db, {
      ...{ slug, name: slug, parentId: parentId as never, attributeDefinitions: attributeDefinitionsOf(at) },
    });
    if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
    categoryIds.push(saved.category.id);
  }
  const idOf = ({ key }: PlainProduct): string => productIdOf(key);
  const inputs = products.map((product) => productInputOf(product, categoryIds[product.category] ?? ''));
  const outcomes = await saveProducts(db, inputs);
  const refused = outcomes.find(({ kind }) => kind !== 'saved');
  if (refused) throw new Error(JSON.stringify(refused));
  await setRatings(
    db,
    products.map(({ key, distribution }) => ({ productId: productIdOf(key), distribution })),
  );
  const categories = await findCategoriesWithAncestors(db, categoryIds as never[]);
  const stored = await findProducts(
    db,
    products.map(({ key }) => productIdOf(key)),
  );
  await handleCatalogEvents(
    { ...search.db, client: writer },
    [...stored.values()].map((product) => productChanged(product, categories)),
  );
  const stock = products.flatMap((product) =>
    product.variants.flatMap(({ sku, available }) =>
      available === null ? [] : [{ sku, productId: idOf(product), available, version: 1 }],
    ),
  );
  await handleOrderEvents(
    { ...search.db, client: writer },
    stock.map((data) => newEvent('stock.changed', { source: '/orders', subject: data.sku, version: 1, data })),
  );
  await writer.indices.refresh({ index: search.db.names.products });

  /** The filter as the graph takes it. */
  const inputOf = ({ category, ...rest }: PlainFilter) => ({
    ...rest,
    ...(category === undefined ? {} : { categoryId: category === null ? null : (categoryIds[category] ?? 'no-such') }),
  });

  async function execute<T>(subgraph: Subgraph, query: string, variables: Record<string, unknown>): Promise<T> {
    const { data, errors } = await subgraph.execute({ query, variables, viewer: anonymous, requestId: 'test' });
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '));
    return data as T;
  }

  /** All ids of a list, page by page. */
  async function walk(field: 'products' | 'searchProducts', filter: PlainFilter, sort: string, first: number) {
    const [subgraph, type, order] =
      field === 'products'
        ? ([catalog.subgraph, 'ProductFilter', 'ProductSort'] as const)
        : ([search.subgraph, 'SearchFilter', 'SearchSort'] as const);
    const query = `query ($filter: ${type}, $sort: ${order}, $first: Int, $after: String) {
      list: ${field}(filter: $filter, sort: $sort, first: $first, after: $after) {
        nodes { id } pageInfo { hasNextPage endCursor } totalCount } }`;
    const ids: string[] = [];
    let total: number;
    let after: string | null = null;
    do {
      const variables: Record<string, unknown> = { filter: inputOf(filter), sort, first, after };
      const answer: { list: Page } = await execute<{ list: Page }>(subgraph, query, variables);
      const { list } = answer;
      ids.push(...list.nodes.map(({ id }) => id));
      total = list.totalCount;
      after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
    } while (after !== null);
    return { ids, total };
  }

  return {
    idOf,
    walk,
    async facets(filter: PlainFilter): Promise<ListedFacet[]> {
      const query = `query ($filter: SearchFilter) { searchProducts(filter: $filter, first: 1) {
        facets { field unit values { value from to count selected } } } }`;
      const answer = await execute<{ searchProducts: { facets: ListedFacet[] } }>(search.subgraph, query, {
        filter: inputOf(filter),
      });
      return answer.searchProducts.facets;
    },
    categoryOf: (id: string): number => categoryIds.indexOf(id),
    async unmatched(filter: PlainFilter): Promise<{ argument: string; value: string }[][]> {
      const both = [
        ['products', 'ProductFilter', catalog.subgraph],
        ['searchProducts', 'SearchFilter', search.subgraph],
      ] as const;
      return Promise.all(
        both.map(async ([field, type, subgraph]) => {
          const query = `query ($filter: ${type}) { list: ${field}(filter: $filter) { unmatchedFilters { argument value } } }`;
          const { list } = await execute<{ list: { unmatchedFilters: { argument: string; value: string }[] } }>(
            subgraph,
            query,
            { filter: inputOf(filter) },
          );
          return list.unmatchedFilters;
        }),
      );
    },
    async close() {
      await catalog.stop();
      await search.stop();
      await mongo.destroy();
      await writer.close();
    },
  };
}

export type TwoLists = Awaited<ReturnType<typeof openTwoLists>>;
