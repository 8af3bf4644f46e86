import { newEvent } from '@quartet/schema/events';
import { newId, type CloudEvent } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import type { Db } from '../src/index.ts';
import { republish } from '../src/republishing/republish.service.ts';
import { openForGermany } from './checkout/charges.ts';
import { freshOrders, stockedSku } from './database.ts';
import { place } from './placed-order.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
  await openForGermany(db);
});

const request = () =>
  newEvent('projection.lost', { source: '/search', subject: 'search', version: 1, data: { group: 'search' } });

async function outbox(): Promise<{ event: CloudEvent; only: string | null }[]> {
  const { rows } = await sql<{ event: CloudEvent; only: string | null }>`
    select event, only_group as only from outbox order by id`.execute(db);
  return rows;
}

it('tells the one who lost its copy all stock and all orders again, as they are now, and once', async () => {
  const [sku, sold] = [await stockedSku(db, 7), await stockedSku(db, 5)];
  const placed = await place(db, [{ sku: sold, quantity: 2 }], { userId: newId() });
  const first = (await outbox()).find((row) => row.event.type === 'order.placed')?.event;
  await sql`delete from outbox`.execute(db);

  const lost = request();
  const answers = await Promise.all([republish(db, lost), republish(db, lost)]);
  expect(answers.map(({ republished }) => republished).toSorted()).toEqual([0, 3]);
  const rows = await outbox();
  expect(rows.every((row) => row.only === 'search')).toBe(true);
  const told = new Map(rows.map(({ event }) => [event.subject, event]));
  expect(told.get(sku)).toMatchObject({ type: 'stock.changed', sequence: 1, data: { available: 7, version: 1 } });
  expect(told.get(sold)).toMatchObject({ sequence: 2, data: { available: 3, version: 2 } });
  expect(told.get(placed.orderId)?.data).toEqual(first?.data);

  expect(await republish(db, request())).toEqual({ republished: 3 });
});

it('goes on where a call was cut off, and tells nothing twice', async () => {
  const fresh = await freshOrders();
  await sql`
    insert into inventory (sku, on_hand, reserved, version)
    select 'bulk-' || n, 0, 0, 1 from generate_series(1, 1200) n`.execute(fresh.db);
  const lost = request();
  const cut = new AbortController();
  let batches = 0;
  const signal = {
    ...cut.signal,
    get aborted() {
      return batches++ >= 1;
    },
  } as unknown as AbortSignal;
  await expect(republish(fresh.db, lost, { signal })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  const rows = async () =>
    (await sql<{ sku: string }>`select event->>'subject' as sku from outbox`.execute(fresh.db)).rows;
  expect(await rows()).toHaveLength(500);
  expect(await republish(fresh.db, lost)).toEqual({ republished: 700 });
  expect(new Set((await rows()).map(({ sku }) => sku)).size).toBe(1_200);
  expect(await rows()).toHaveLength(1_200);
  expect(await republish(fresh.db, lost)).toEqual({ republished: 0 });
  expect((await sql`select from republish_progress`.execute(fresh.db)).rows).toHaveLength(0);
});
