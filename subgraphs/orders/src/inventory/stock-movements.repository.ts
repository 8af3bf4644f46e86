import { isUuid } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { changeOf } from './inventory.repository.ts';
import type { MovementKind } from './inventory.table.ts';
import type { StockChange, StockMovement } from './stock.ts';

export interface NewMovement {
  sku: string;
  kind: 'RECEIVED' | 'ADJUSTED';
  delta: number;
  reference: string;
  reason: string;
  /** Null: a command of an operator. */
  actor: string | null;
}

/** Books a movement of a SKU that was stocked before. The caller holds the lock of its row, and has seen that it fits. */
export async function bookMovement(trx: Trx, movement: NewMovement): Promise<StockChange> {
  const { sku, kind, delta, reference, reason, actor } = movement;
  const { rows } = await sql<StockChange>`
    with booked as (
      insert into stock_movements (sku, kind, delta, reference, reason, actor)
      values (${sku}, ${kind}, ${delta}::int, ${reference}, ${reason}, ${actor}::uuid)
      returning sku, delta
    )
    update inventory i set on_hand = i.on_hand + b.delta, version = i.version + 1, updated_at = now()
    from booked b where i.sku = b.sku
    returning ${changeOf(sql`b.delta`)}`.execute(trx);
  const [change] = rows;
  if (change === undefined) throw new Error(`${sku} was locked and is not there`);
  return change;
}

/** The pieces that orders have bought and that are not shipped yet. They stand still while the row of the SKU is locked. */
export async function sumAllocated(trx: Trx, sku: string): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    select coalesce(sum(quantity), 0)::int as sum from reservations
    where sku = ${sku} and state = 'COMMITTED'`.execute(trx);
  return rows[0]?.sum ?? 0;
}

export interface MovementPage {
  /** Behind this movement; null: from the newest on. */
  after: number | null;
  limit: number;
}

interface MovementRow {
  id: number;
  sku: string;
  at: Date;
  kind: MovementKind;
  delta: number;
  reference: string;
  reason: string | null;
  actor: string | null;
}

/** A page of each SKU's movements, newest first: one round trip for all SKUs. */
export async function findMovements(
  db: Db,
  skus: readonly string[],
  { after, limit }: MovementPage,
): Promise<Map<string, StockMovement[]>> {
  const { rows } = await sql<MovementRow>`
    select m.* from unnest(${skus}::text[]) as s (sku)
    cross join lateral (
      select id, sku, at, kind, delta, reference, reason, actor from stock_movements
      where sku = s.sku ${after === null ? sql`` : sql`and id < ${after}`}
      order by id desc limit ${limit}
    ) m`.execute(db);
  const pages = new Map<string, StockMovement[]>(skus.map((sku) => [sku, []]));
  for (const row of rows) pages.get(row.sku)?.push(movementOf(row));
  return pages;
}

function movementOf({ reference, ...row }: MovementRow): StockMovement {
  // What an order moves has its id in front of the reference.
  const [orderId = ''] = reference.split(' ');
  const isOfOrder = (row.kind === 'SOLD' || row.kind === 'RETURNED') && isUuid(orderId);
  return { ...row, orderId: isOfOrder ? orderId : null };
}
