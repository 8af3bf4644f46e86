import { type Role, SCOPES_OF_ROLE } from '@quartet/schema/access';
import { anonymous, createPostgres, newId, type Viewer } from '@quartet/service-kit';
import { afterwards } from '@quartet/test-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { adjustStock as book } from '../../src/inventory/adjust-stock.service.ts';
import { PlacingRefused } from '../../src/checkout/place-order.ts';
import { commitStock } from '../../src/inventory/order-stock.service.ts';
import type { Db, OrdersDatabase } from '../../src/index.ts';
import { openForGermany } from '../checkout/charges.ts';
import { brokenStock, freshOrders, log, stockedSku } from '../database.ts';
import { place } from '../placed-order.ts';
import { as, ask, useRedis } from '../pricing/shop.ts';

useRedis();

let db: Db;
let url: string;
beforeAll(async () => {
  ({ db, url } = await freshOrders());
  await openForGermany(db);
});

const clerk = as('WAREHOUSE') as Viewer & { kind: 'user' };

const LEVEL = `... on StockLevel { sku onHand reserved allocated available lowStockThreshold version variant { sku } }`;
const PROBLEM = `... on DomainError { message } ... on UnknownSku { sku } ... on ConcurrentModification { currentVersion }
  ... on IdempotencyConflict { key } ... on InsufficientStock { lines { sku requested available } }`;
const ADJUST = `mutation ($input: AdjustStockInput!) { answer: adjustStock(input: $input) { __typename ${LEVEL} ${PROBLEM} } }`;
const COUNT = `mutation ($sku: ID!, $counted: Int!, $expectedVersion: Int!, $idempotencyKey: ID!) {
  answer: countStock(sku: $sku, counted: $counted, expectedVersion: $expectedVersion, idempotencyKey: $idempotencyKey) {
    __typename ${LEVEL} ${PROBLEM} } }`;
const LEVELS = `query ($sku: ID!, $after: String) { stockLevel(sku: $sku) { sku onHand reserved allocated available version
  movements(first: 2, after: $after) { nodes { id delta kind reason orderId by { id } at }
    pageInfo { hasNextPage endCursor } } } }`;

async function send(query: string, variables: Record<string, unknown>, viewer: Viewer = clerk) {
  const { data, errors } = await ask(db, query, { viewer, variables });
  if (errors) throw new Error(`${errors[0]?.extensions.code}: ${errors[0]?.message}`);
  return data!['answer'] as Record<string, any>;
}

const adjust = (change: Record<string, unknown>, viewer: Viewer = clerk) =>
  send(ADJUST, { input: { kind: 'ADJUSTED', delta: 1, reason: 'found', idempotencyKey: newId(), ...change } }, viewer);

const count = (change: Record<string, unknown>) => send(COUNT, { idempotencyKey: newId(), ...change });

const levelOf = async (sku: string, viewer: Viewer = clerk, after: string | null = null) =>
  (await ask(db, LEVELS, { viewer, variables: { sku, after } })).data?.['stockLevel'] as Record<string, any> | null;

/** Reserves, and sells, as a checkout does. */
async function order(sku: string, quantity: number, { sold = false } = {}): Promise<string> {
  const placed = await place(db, [{ sku, quantity }]);
  if (sold) await db.transaction().execute((trx) => commitStock(trx, placed.orderId));
  return placed.orderId;
}

describe('adjustStock', () => {
  it('opens a SKU of the catalog, corrects it, and keeps who booked what', async () => {
    const sku = await stockedSku(db, 0);
    expect(await levelOf(sku)).toBeNull();
    const opened = await adjust({ sku, kind: 'RECEIVED', delta: 7, reason: 'first delivery', expectedVersion: 0 });
    expect(opened).toMatchObject({ __typename: 'StockLevel', sku, onHand: 7, reserved: 0, allocated: 0, available: 7 });
    expect(opened).toMatchObject({ lowStockThreshold: null, variant: { sku } });
    const orderId = await order(sku, 2, { sold: true });
    await order(sku, 1);
    const { version } = (await levelOf(sku))!;
    const lost = await adjust({ sku, delta: -3, reason: 'broken', expectedVersion: version });
    expect(lost).toMatchObject({ onHand: 2, reserved: 1, allocated: 2, available: 1, version: version + 1 });

    const { movements } = (await levelOf(sku))!;
    expect(movements.nodes).toMatchObject([
      { kind: 'ADJUSTED', delta: -3, reason: 'broken', by: { id: clerk.userId }, orderId: null },
      { kind: 'SOLD', delta: -2, reason: null, by: null, orderId },
    ]);
    expect(movements.pageInfo.hasNextPage).toBe(true);
    await adjust({ sku, delta: 1 });
    const rest = (await levelOf(sku, clerk, movements.pageInfo.endCursor))!.movements;
    expect(rest.nodes).toMatchObject([{ kind: 'RECEIVED', delta: 7, reason: 'first delivery' }]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  it('says what is unknown, short, changed since, or another input of the same key', async () => {
    const sku = await stockedSku(db, 5);
    await order(sku, 2);
    expect(await adjust({ sku: 'typo', kind: 'RECEIVED' })).toMatchObject({ __typename: 'UnknownSku', sku: 'typo' });
    const bare = await stockedSku(db, 0);
    expect(await adjust({ sku: bare })).toMatchObject({ __typename: 'UnknownSku', sku: bare });
    expect(await adjust({ sku, delta: -4 })).toMatchObject({
      __typename: 'InsufficientStock',
      lines: [{ sku, requested: 4, available: 3 }],
    });
    expect(await adjust({ sku, expectedVersion: 1 })).toMatchObject({
      __typename: 'ConcurrentModification',
      currentVersion: 2,
    });
    expect(await adjust({ sku: bare, kind: 'RECEIVED', expectedVersion: 3 })).toMatchObject({ currentVersion: 0 });
    expect(await levelOf(bare)).toBeNull();
    const input = { sku, delta: 2, idempotencyKey: newId() };
    const first = await adjust(input);
    expect(await adjust({ ...input, delta: 3 })).toMatchObject({
      __typename: 'IdempotencyConflict',
      key: input.idempotencyKey,
    });
    expect((await adjust({ ...input, delta: 3 }, as('ADMIN'))).onHand).toBe(10); // another caller's key
    expect(await adjust({ ...input, reason: ' found ', expectedVersion: null })).toEqual(first);
    expect(await brokenStock(db)).toEqual([]);
  });

  it('frees its key where it changed nothing, and frees what has expired before it refuses', async () => {
    const sku = await stockedSku(db, 2);
    await order(sku, 2);
    const input = { sku, delta: -1, idempotencyKey: newId() };
    expect((await adjust(input)).__typename).toBe('InsufficientStock');
    await sql`update reservations set expires_at = now() where sku = ${sku}`.execute(db);
    expect(await adjust(input)).toMatchObject({ onHand: 1, reserved: 0 });
  });

  it('is for staff with inventory:write; the stock is shown to those with inventory:read', async () => {
    const sku = await stockedSku(db, 5);
    await expect(adjust({ sku }, anonymous)).rejects.toThrow('UNAUTHENTICATED');
    for (const role of ['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER'] as const) {
      await expect(adjust({ sku }, as(role))).rejects.toThrow('FORBIDDEN');
      const sees = SCOPES_OF_ROLE[role].includes('inventory:read');
      expect((await levelOf(sku, as(role))) !== null).toBe(sees);
    }
    expect(await levelOf(sku, anonymous)).toBeNull();
    expect((await levelOf(sku))?.onHand).toBe(5);
  });

  it.each([
    { delta: 0 },
    { delta: -1, kind: 'RECEIVED' },
    { kind: 'SOLD' },
    { kind: 'RETURNED' },
    { delta: 2_147_483_648 },
    { delta: -2_147_483_648 },
    { delta: Number.NaN },
    { delta: 10_000_001 },
    { reason: '' },
    { reason: 'x'.repeat(501) },
    { reason: 'a\u0000b' },
    { expectedVersion: -1 },
    { idempotencyKey: '' },
    { idempotencyKey: 'k'.repeat(201) },
    { sku: 's'.repeat(101) },
  ])('refuses %j, and books nothing', async (change) => {
    const sku = await stockedSku(db, 5);
    await expect(adjust({ sku, ...change })).rejects.toThrow('BAD_USER_INPUT');
    expect(await levelOf(sku)).toMatchObject({ onHand: 5, version: 1 });
  });

  it('never lets a SKU have more than can be counted', async () => {
    const sku = await stockedSku(db, 1);
    await sql`with moved as (insert into stock_movements (sku, kind, delta, reference) values (${sku}, 'ADJUSTED', 2147483646, ${newId()}))
      update inventory set on_hand = 2147483647 where sku = ${sku}`.execute(db);
    await expect(adjust({ sku })).rejects.toThrow('BAD_USER_INPUT');
  });
});

describe('at once', () => {
  it('one of two that saw the same version books, also where both open the SKU', async () => {
    for (const stock of [4, 0]) {
      const sku = await stockedSku(db, stock);
      const expectedVersion = stock === 0 ? 0 : 1;
      const both = [1, 2].map(() => adjust({ sku, kind: 'RECEIVED', delta: 1, expectedVersion }));
      const answers = (await Promise.all(both)).map(({ __typename }) => String(__typename));
      expect(answers.sort()).toEqual(['ConcurrentModification', 'StockLevel']);
      expect((await levelOf(sku))?.onHand).toBe(stock + 1);
    }
  });

  it('one key books once, and all get its answer', async () => {
    const sku = await stockedSku(db, 1);
    const input = { sku, delta: 5, idempotencyKey: newId() };
    const answers = await Promise.all(Array.from({ length: 15 }, () => adjust(input)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ onHand: 6, version: 2 });
    await adjust({ sku, delta: 1 });
    expect(await adjust(input)).toEqual(answers[0]);
    expect((await levelOf(sku))?.onHand).toBe(7);
  });

  it('a key that stays at work is waited for as long as a statement may take, then it is SERVICE_UNAVAILABLE', async () => {
    const sku = await stockedSku(db, 1);
    const idempotencyKey = newId();
    const impatient = createPostgres<OrdersDatabase>({ url, name: 'impatient', log, statementTimeoutMs: 300 });
    afterwards(impatient.destroy);
    const by = { kind: 'user', userId: clerk.userId, role: 'WAREHOUSE', address: null, requestId: 'test' } as const;
    await db.transaction().execute(async (trx) => {
      const key = { owner: `user:${clerk.userId}`, operation: 'adjustStock', key: idempotencyKey };
      await trx
        .insertInto('idempotency_keys')
        .values({ ...key, request_hash: '', result: 'null' })
        .execute();
      const input = { sku, kind: 'ADJUSTED', delta: 1, reason: 'found', idempotencyKey };
      await expect(book(impatient.db, by, input)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    });
    expect((await levelOf(sku))?.onHand).toBe(1);
  });

  it('ten changes against as many orders leave every piece accounted for', async () => {
    const skus = [await stockedSku(db, 20), await stockedSku(db, 20)];
    const work = Array.from({ length: 10 }, async (_, n) => {
      const sku = skus[n % 2]!;
      const delta = n % 5 === 0 ? 4 : -1;
      await Promise.all([
        adjust({ sku, delta }),
        place(db, [
          { sku, quantity: 1 },
          { sku: skus[(n + 1) % 2]!, quantity: 1 },
        ]).then(
          async ({ orderId }) => {
            if (n % 2 === 1) await db.transaction().execute((trx) => commitStock(trx, orderId));
          },
          (error: unknown) => {
            if (!(error instanceof PlacingRefused)) throw error;
          },
        ),
      ]);
    });
    await Promise.all(work);
    expect(await brokenStock(db)).toEqual([]);
  });
});

describe('countStock', () => {
  it('books the difference to what should lie on the shelf, sold pieces that are not shipped included', async () => {
    const sku = await stockedSku(db, 10);
    await order(sku, 3, { sold: true });
    await order(sku, 2);
    const { version, onHand, allocated } = (await levelOf(sku))!;
    expect([onHand, allocated]).toEqual([7, 3]);
    const same = await count({ sku, counted: 10, expectedVersion: version });
    expect(same).toMatchObject({ __typename: 'StockLevel', onHand: 7, version });
    const fewer = await count({ sku, counted: 8, expectedVersion: version });
    expect(fewer).toMatchObject({ onHand: 5, reserved: 2, allocated: 3, version: version + 1 });
    const { movements } = (await levelOf(sku))!;
    expect(movements.nodes[0]).toMatchObject({ kind: 'ADJUSTED', delta: -2, reason: 'Counted: 8 on the shelf' });
    // Five are sold or promised: that the shelf holds four must be settled with those orders first.
    expect(await count({ sku, counted: 4, expectedVersion: version + 1 })).toMatchObject({
      __typename: 'InsufficientStock',
      lines: [{ sku, requested: 4, available: 3 }],
    });
    expect(await brokenStock(db)).toEqual([]);
  });

  it('says what is unknown, changed since, or another input of the same key, and refuses what is no count', async () => {
    const sku = await stockedSku(db, 3);
    expect(await count({ sku: 'typo', counted: 1, expectedVersion: 0 })).toMatchObject({ __typename: 'UnknownSku' });
    expect(await count({ sku, counted: 1, expectedVersion: 9 })).toMatchObject({ currentVersion: 1 });
    const input = { sku, counted: 4, expectedVersion: 1, idempotencyKey: newId() };
    const first = await count(input);
    expect(first).toMatchObject({ onHand: 4, version: 2 });
    expect(await count(input)).toEqual(first);
    expect((await count({ ...input, counted: 5 })).__typename).toBe('IdempotencyConflict');
    for (const counted of [-1, 2_147_483_648]) {
      await expect(count({ sku, counted, expectedVersion: 2 })).rejects.toThrow('BAD_USER_INPUT');
    }
    await expect(send(COUNT, { ...input, idempotencyKey: newId() }, as('SUPPORT' satisfies Role))).rejects.toThrow(
      'FORBIDDEN',
    );
  });
});

it('is audited with who, what it was, and what it became, but not where nothing was changed', async () => {
  const sku = await stockedSku(db, 3);
  await adjust({ sku, delta: 2 });
  await adjust({ sku, delta: -9 });
  await count({ sku, counted: 5, expectedVersion: 2 });
  const { rows } = await sql<{ entry: any }>`
    select event->'data' as entry from outbox
    where event->>'type' = 'audit.recorded' and event->'data'->>'subject' = ${`sku:${sku}`} order by id`.execute(db);
  expect(rows.map(({ entry }) => entry)).toMatchObject([
    {
      action: 'stock.adjusted',
      actor: { userId: clerk.userId, role: 'WAREHOUSE' },
      before: { onHand: 3 },
      after: { onHand: 5, delta: 2, reason: 'found' },
    },
    { action: 'stock.counted', before: { onHand: 5 }, after: { onHand: 5, delta: 0 } },
  ]);
});
