import type { Db } from '../database.ts';
import type { estypes } from '@elastic/elasticsearch';
import { countedBeforeMapping } from '../search-index/products.mapping.ts';

/*
 * Popularity is the number of pieces ordered: a running sum for each product, so that the cost of a batch does not depend
 * on earlier sales. An event may come twice, so each order line is noted once it is counted, and the sum contains the last
 * lines that were added: a process that dies between the two writes counts nothing twice. Sums only grow, so the greater
 * one is newer. Old notes are deleted (prune-sales.ts): all orders placed before the mark count as counted.
 */

export interface Sale {
  orderId: string;
  sku: string;
  productId: string;
  quantity: number;
  placedAt: string;
}

/** How many lines a sum contains; a failed batch is repeated long before this many others were added. */
const REMEMBERED_LINES = 1_000;
const PER_REQUEST = 500;
const MARK = 'mark';

const COUNT = `
if (ctx._source.pieces == null) { ctx._source.pieces = 0L; ctx._source.lines = []; }
Set counted = new HashSet(ctx._source.lines);
for (def line : params.lines.entrySet()) {
  if (counted.add(line.getKey())) {
    ctx._source.pieces += line.getValue();
    ctx._source.lines.add(line.getKey());
  }
}
int excess = ctx._source.lines.size() - (int) Math.max(params.remembered, params.lines.size());
if (excess > 0) ctx._source.lines = new ArrayList(ctx._source.lines.subList(excess, ctx._source.lines.size()));
`;

const lineOf = ({ orderId, sku }: Sale): string => `line:${orderId}:${sku}`;
const sumOf = (productId: string): string => `sum:${productId}`;

/** Counts each order line once, however often it is delivered. @returns the pieces ever ordered of each product, by its id */
export async function recordSales(db: Db, sales: readonly Sale[]): Promise<Map<string, number>> {
  if (sales.length === 0) return new Map();
  const lines = new Map(sales.map((sale) => [lineOf(sale), sale]));
  const { noted, countedBefore } = await readNotes(db, [...lines.keys()]);
  const fresh = [...lines.values()].filter(
    (sale) => !noted.has(lineOf(sale)) && !(Date.parse(sale.placedAt) < countedBefore),
  );
  const sums = await addToSums(db, fresh);
  await noteCounted(db, fresh);
  const others = [...lines.values()].map(({ productId }) => productId).filter((id) => !sums.has(id));
  return new Map([...sums, ...(await readSums(db, [...new Set(others)]))]);
}

/**
 * Which lines have a note. Reads by id, which needs no refresh, and the mark last: it is written before notes are deleted,
 * so a reader that no longer finds a note finds the mark.
 */
async function readNotes(db: Db, ids: readonly string[]): Promise<{ noted: Set<string>; countedBefore: number }> {
  const noted = new Set<string>();
  let countedBefore = -Infinity;
  for (const some of chunks(ids)) {
    const { docs } = await db.client.mget<{ countedBefore?: string }>({
      index: db.names.sales,
      ids: [...some, MARK],
      _source: ['countedBefore'],
    });
    for (const doc of docs) {
      if (!('found' in doc && doc.found)) continue;
      if (doc._id === MARK) countedBefore = Date.parse(doc._source?.countedBefore ?? '');
      else noted.add(doc._id);
    }
  }
  return { noted, countedBefore };
}

// If the clocks of several workers differ, the later mark is kept, since its notes are already deleted.
const RAISE = `
if (ctx._source.countedBefore == null || ctx._source.countedBefore.compareTo(params.before) < 0) {
  ctx._source.countedBefore = params.before;
} else { ctx.op = 'none'; }`;

/** Marks every order line placed before an instant (`toISOString`) as counted; the mark never decreases. */
export async function markCountedBefore(db: Db, before: string): Promise<void> {
  // An index of an earlier version has no such field.
  await db.client.indices.putMapping({ index: db.names.sales, properties: { countedBefore: countedBeforeMapping } });
  await db.client.update({
    index: db.names.sales,
    id: MARK,
    script: { lang: 'painless', source: RAISE, params: { before } },
    upsert: { countedBefore: before },
    retry_on_conflict: 5,
  });
}

async function readSums(db: Db, productIds: readonly string[]): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const some of chunks(productIds)) {
    const { docs } = await db.client.mget<{ pieces: number }>({
      index: db.names.sales,
      ids: some.map(sumOf),
      _source: ['pieces'],
    });
    docs.forEach((doc, at) => {
      const id = some[at];
      if (id !== undefined && '_source' in doc && doc._source) sums.set(id, doc._source.pieces);
    });
  }
  return sums;
}

async function addToSums(db: Db, sales: readonly Sale[]): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const some of chunks([...Map.groupBy(sales, ({ productId }) => productId)])) {
    const items = await write(
      db,
      some.flatMap(([productId, of]): (estypes.BulkOperationContainer | object)[] => {
        const lines = Object.fromEntries(of.map((sale) => [lineOf(sale), sale.quantity]));
        const script = { lang: 'painless', source: COUNT, params: { lines, remembered: REMEMBERED_LINES } };
        return [
          { update: { _id: sumOf(productId), retry_on_conflict: 5 } },
          { scripted_upsert: true, upsert: {}, script, _source: ['pieces'] },
        ];
      }),
    );
    items.forEach(({ update }, at) => {
      const productId = some[at]?.[0];
      const pieces: unknown = update?.get?._source?.['pieces'];
      if (productId !== undefined && typeof pieces === 'number') sums.set(productId, pieces);
    });
  }
  return sums;
}

async function noteCounted(db: Db, sales: readonly Sale[]): Promise<void> {
  for (const some of chunks(sales)) {
    await write(
      db,
      some.flatMap((sale) => [
        { create: { _id: lineOf(sale) } },
        { productId: sale.productId, quantity: sale.quantity, placedAt: sale.placedAt },
      ]),
    );
  }
}

/** @throws Error if something was not written, except a note that another worker has written already */
async function write(
  db: Db,
  operations: (estypes.BulkOperationContainer | object)[],
): Promise<Partial<Record<estypes.BulkOperationType, estypes.BulkResponseItem>>[]> {
  const { items } = await db.client.bulk({ index: db.names.sales, operations });
  for (const { create, update } of items) {
    const error = update?.error ?? (create?.status === 409 ? undefined : create?.error);
    if (error) throw new Error(`sales could not be counted: ${error.reason ?? error.type}`);
  }
  return items;
}

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += PER_REQUEST) yield all.slice(from, from + PER_REQUEST);
}
