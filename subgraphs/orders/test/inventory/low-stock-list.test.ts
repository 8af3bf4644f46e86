import { anonymous, countDatabaseCalls, newId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { releaseStock } from '../../src/inventory/order-stock.service.ts';
import { receiveStock, type Db } from '../../src/index.ts';
import { openForGermany } from '../checkout/charges.ts';
import { freshOrders, stockedSku } from '../database.ts';
import { place } from '../placed-order.ts';
import { as, ask, save, useRedis } from '../pricing/shop.ts';

useRedis();

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
  await openForGermany(db);
});

const clerk = as('WAREHOUSE');
const THRESHOLD = `mutation ($sku: ID!, $threshold: Int) { answer: setLowStockThreshold(sku: $sku, threshold: $threshold) {
  __typename ... on StockLevel { lowStockThreshold available version } ... on UnknownSku { sku } } }`;
const LIST = `query ($threshold: Int, $first: Int = 20, $after: String, $counted: Boolean = false) {
  lowStock(threshold: $threshold, first: $first, after: $after) {
    nodes { sku available lowStockThreshold allocated variant { sku } movements(first: 1) { nodes { delta } } }
    edges { cursor node { sku } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    totalCount @include(if: $counted) totalCountExact @include(if: $counted) } }`;

async function setThreshold(sku: string, threshold: number | null): Promise<Record<string, any>> {
  const { data, errors } = await ask(db, THRESHOLD, { viewer: clerk, variables: { sku, threshold } });
  if (errors) throw new Error(errors[0]?.extensions.code);
  return data!['answer'] as Record<string, any>;
}

async function list(variables: Record<string, unknown> = {}): Promise<Record<string, any>> {
  const { data, errors } = await ask(db, LIST, { viewer: clerk, variables });
  if (errors) throw new Error(errors[0]?.extensions.code);
  return data!['lowStock'] as Record<string, any>;
}

const shopDefault = async (lowStockThreshold: number | null): Promise<void> => {
  const { data } = await ask(db, '{ shopSettings { version } }');
  const { version } = data!['shopSettings'] as { version: number };
  await save(db, 'settings', { pricesIncludeTax: true, lowStockThreshold, version });
};

const told = async (sku: string): Promise<{ available: number; threshold: number }[]> => {
  const { rows } = await sql<{ available: number; threshold: number }>`
    select (event->'data'->>'available')::int as available, (event->'data'->>'threshold')::int as threshold from outbox
    where event->>'type' = 'stock.low' and event->>'subject' = ${sku} order by id`.execute(db);
  return rows;
};

async function order(sku: string, quantity = 1): Promise<string> {
  return (await place(db, [{ sku, quantity }])).orderId;
}

describe('lowStock', () => {
  it('lists what is at its own threshold or at the shop’s, the scarcest first, page by page', async () => {
    const stock: [string, number, number | null][] = [];
    for (const [available, own] of [
      [3, null],
      [1, null],
      [2, 1],
      [9, 20],
      [0, 0],
      [6, null],
      [5, 9],
    ] as const) {
      const sku = await stockedSku(db, 10);
      if (available < 10) await order(sku, 10 - available);
      if (own !== null) await setThreshold(sku, own);
      stock.push([sku, available, own]);
    }
    const withOwn = stock.filter(([, available, own]) => own !== null && available <= own);
    expect((await list()).nodes.map((node: any) => node.available)).toEqual([0, 5, 9]);
    await shopDefault(3);
    const low = [...withOwn, ...stock.filter(([, available, own]) => own === null && available <= 3)];
    const expected = low.toSorted((a, b) => a[1] - b[1]).map(([sku]) => sku);

    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: any = await list({ first: 2, after, counted: true });
      expect([page.totalCount, page.totalCountExact]).toEqual([5, true]);
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...page.nodes.map((node: any) => node.sku));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(expected);

    expect((await list({ threshold: 5 })).nodes.map((node: any) => node.available)).toEqual([0, 1, 2, 3, 5]);
    expect((await list({ threshold: 0, counted: true })).totalCount).toBe(1);
    expect((await ask(db, LIST, { viewer: anonymous })).data?.['lowStock']).toBeNull();
    expect((await ask(db, LIST, { viewer: as('CUSTOMER') })).data?.['lowStock']).toBeNull();
    for (const wrong of [{ threshold: -1 }, { threshold: 2_147_483_648 }, { first: 101 }, { after: 'x' }]) {
      await expect(list(wrong)).rejects.toThrow('BAD_USER_INPUT');
    }
  });

  it('asks the database twice for any number of SKUs with their ledgers, and counts only where that is selected', async () => {
    const calls = async (variables: Record<string, unknown>) =>
      (await countDatabaseCalls(() => list({ threshold: 1_000, ...variables }))).calls.postgres;
    expect(await calls({ first: 1 })).toBe(2);
    expect(await calls({ first: 7 })).toBe(2);
    expect(await calls({ first: 7, counted: true })).toBe(3);
  });
});

describe('setLowStockThreshold', () => {
  it('is for SKUs that were stocked, from 0 on, and for staff with inventory:write', async () => {
    const sku = await stockedSku(db, 5);
    expect(await setThreshold(sku, 2)).toMatchObject({ __typename: 'StockLevel', lowStockThreshold: 2, version: 1 });
    expect(await setThreshold(sku, null)).toMatchObject({ lowStockThreshold: null });
    expect(await setThreshold('typo', 2)).toMatchObject({ __typename: 'UnknownSku', sku: 'typo' });
    for (const threshold of [-1, 2_147_483_648]) {
      await expect(setThreshold(sku, threshold)).rejects.toThrow('BAD_USER_INPUT');
    }
    const { errors } = await ask(db, THRESHOLD, { viewer: as('SUPPORT'), variables: { sku, threshold: 1 } });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    await expect(save(db, 'settings', { pricesIncludeTax: true, lowStockThreshold: -1 })).rejects.toThrow(
      'BAD_USER_INPUT',
    );
  });
});

describe('stock.low', () => {
  it('is told when the stock falls to its threshold, and again only after it was above', async () => {
    const sku = await stockedSku(db, 5);
    await setThreshold(sku, 3);
    await order(sku);
    expect(await told(sku)).toEqual([]);
    const second = await order(sku);
    await order(sku);
    expect(await told(sku)).toEqual([{ available: 3, threshold: 3 }]);
    await receiveStock(db, { sku, quantity: 1, reference: newId() });
    await order(sku);
    expect(await told(sku)).toHaveLength(1); // it came back to the threshold, not above it
    await db.transaction().execute((trx) => releaseStock(trx, second));
    await receiveStock(db, { sku, quantity: 1, reference: newId() });
    await order(sku);
    expect(await told(sku)).toEqual([
      { available: 3, threshold: 3 },
      { available: 3, threshold: 3 },
    ]);
  });

  it('is told where the threshold rises to the stock, and not for a change of the shop’s default', async () => {
    const sku = await stockedSku(db, 5);
    await setThreshold(sku, 5);
    await setThreshold(sku, 6);
    expect(await told(sku)).toEqual([{ available: 5, threshold: 5 }]);
    await setThreshold(sku, null);
    await shopDefault(7);
    await order(sku);
    expect(await told(sku)).toHaveLength(1);
    await receiveStock(db, { sku, quantity: 4, reference: newId() });
    await order(sku);
    expect(await told(sku)).toEqual([
      { available: 5, threshold: 5 },
      { available: 7, threshold: 7 },
    ]);
  });

  it('is told once by thirty orders at once, and not where a reservation only changes hands', async () => {
    const sku = await stockedSku(db, 30);
    await setThreshold(sku, 12);
    await Promise.all(Array.from({ length: 30 }, () => order(sku)));
    expect(await told(sku)).toEqual([{ available: 12, threshold: 12 }]);
    await setThreshold(sku, 0);
    await sql`update reservations set expires_at = now() where sku = ${sku}`.execute(db);
    await order(sku, 30);
    expect(await told(sku)).toHaveLength(1);
  });
});
