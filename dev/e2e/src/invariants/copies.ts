import type { Subgraphs } from '@quartet/launcher';
import { differ, sums } from './difference.ts';

type Shop = { stack: Subgraphs };

interface Indexed {
  versions?: { product?: number; rating?: number; stock?: Record<string, number>; popularity?: number };
  stock?: Record<string, number>;
  popularity?: number;
}

/** Search and orders hold the newest version of every product. */
export async function productsAgainstCopies({ stack }: Shop): Promise<string[]> {
  const products = await readProducts(stack);
  const [indexed, copies] = await Promise.all([
    readIndex(stack),
    stack.orders.db.selectFrom('sku_catalog_products').select(['product_id', 'version']).execute(),
  ]);
  const held = new Map(copies.map(({ product_id, version }) => [product_id, version]));
  return products.flatMap(({ id, slug, version, ratingVersion }) => {
    const versions = indexed.get(id)?.versions;
    return [
      ...differ(`version of ${slug} in search`, versions?.product ?? 0, 'in the catalog', version),
      ...differ(`rating of ${slug} in search`, versions?.rating ?? 0, 'in the catalog', ratingVersion),
      ...differ(`version of ${slug} in orders`, held.get(id) ?? 0, 'in the catalog', version),
    ];
  });
}

/** What search says is available is what inventory says. */
export async function stockAgainstSearch({ stack }: Shop): Promise<string[]> {
  const inventory = await stack.orders.db.selectFrom('inventory').select(['sku', 'on_hand', 'reserved']).execute();
  const available = new Map(inventory.map(({ sku, on_hand, reserved }) => [sku, on_hand - reserved]));
  const [products, indexed] = await Promise.all([readProducts(stack), readIndex(stack)]);
  return products.flatMap(({ id, skus }) =>
    skus.flatMap((sku) => {
      const left = available.get(sku);
      return left === undefined
        ? []
        : differ(`stock of ${sku} in search`, indexed.get(id)?.stock?.[sku], 'in orders', left);
    }),
  );
}

/** Every order line counts once in a product's popularity. */
export async function salesAgainstSearch({ stack }: Shop): Promise<string[]> {
  const items = await stack.orders.db.selectFrom('order_items').select(['product_id', 'quantity']).execute();
  const sold = sums(items.map(({ product_id, quantity }) => [product_id, quantity]));
  const { client, names } = stack.search.db;
  const lines = { index: names.sales, query: { exists: { field: 'placedAt' } } };
  const [indexed, { count }] = await Promise.all([readIndex(stack), client.count(lines)]);
  return [
    ...differ('order lines in search', count, 'in orders', items.length),
    ...[...sold].flatMap(([id, pieces]) =>
      differ(`popularity of ${id}`, indexed.get(id)?.popularity, 'pieces sold', pieces),
    ),
  ];
}

interface ProductState {
  id: string;
  slug: string;
  version: number;
  ratingVersion: number;
  skus: string[];
}

async function readProducts(stack: Subgraphs): Promise<ProductState[]> {
  const products = stack.catalog.db.collection<{
    _id: string;
    slug: string;
    version: number;
    ratingVersion: number;
    variants: { sku: string }[];
  }>('products');
  const all = await products.find().toArray();
  return all.map(({ _id, slug, version, ratingVersion, variants }) => {
    return { id: _id, slug, version, ratingVersion, skus: variants.map(({ sku }) => sku) };
  });
}

const MOST_PRODUCTS = 10_000;
const SEARCH_MS = 30_000;

async function readIndex({ search }: Subgraphs): Promise<Map<string, Indexed>> {
  const { client, names } = search.db;
  await client.indices.refresh({ index: [names.products, names.sales] });
  const { hits } = await client.search<Indexed>(
    {
      index: names.products,
      size: MOST_PRODUCTS,
      _source: ['versions', 'stock', 'popularity'],
      query: { match_all: {} },
    },
    // A first search of an index on a busy machine takes longer than a customer would wait.
    { requestTimeout: SEARCH_MS },
  );
  return new Map(hits.hits.map(({ _id, _source }) => [_id ?? '', _source ?? {}]));
}
