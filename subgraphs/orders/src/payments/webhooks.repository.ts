import { pruneRows, type Pruned } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { ProviderName } from './provider/provider.ts';

export interface StoredWebhook {
  provider: ProviderName;
  eventId: string;
  type: string;
  body: string;
}

export interface DueWebhook extends StoredWebhook {
  attempts: number;
  receivedAt: Date;
}

/** False where the event is stored already. */
export async function insertWebhook(db: Db, { provider, eventId, type, body }: StoredWebhook): Promise<boolean> {
  const inserted = await db
    .insertInto('payment_webhooks')
    .values({ provider, event_id: eventId, type, body })
    .onConflict((conflict) => conflict.columns(['provider', 'event_id']).doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The webhook that is due longest; no other worker has it until the transaction ends. */
export async function takeDueWebhook(trx: Trx): Promise<DueWebhook | null> {
  const row = await trx
    .selectFrom('payment_webhooks')
    .select(['provider', 'event_id as eventId', 'type', 'body', 'attempts', 'received_at as receivedAt'])
    .where('worked_off_at', 'is', null)
    .where('next_attempt_at', '<=', sql<Date>`now()`)
    .orderBy('next_attempt_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row ?? null;
}

type Key = Pick<StoredWebhook, 'provider' | 'eventId'>;

export async function markWorkedOff(db: Db, { provider, eventId }: Key, result: string): Promise<void> {
  await db
    .updateTable('payment_webhooks')
    .set({ worked_off_at: sql<Date>`now()`, result, attempts: sql<number>`attempts + 1` })
    .where('provider', '=', provider)
    .where('event_id', '=', eventId)
    .execute();
}

/** Its next turn comes later each time, at most a minute later. */
export async function postponeWebhook(db: Db, { provider, eventId }: Key, result: string): Promise<void> {
  await db
    .updateTable('payment_webhooks')
    .set({
      result,
      attempts: sql<number>`attempts + 1`,
      next_attempt_at: sql<Date>`clock_timestamp()
        + least(interval '200 milliseconds' * power(2, least(attempts, 10)), interval '1 minute')`,
    })
    .where('provider', '=', provider)
    .where('event_id', '=', eventId)
    .where('worked_off_at', 'is', null)
    .execute();
}

/** Deletes events after 40 days: providers repeat theirs for a month at most, and they hold what is said of customers. */
export async function pruneWebhooks(db: Db, signal?: AbortSignal): Promise<Pruned> {
  const before = sql`now() - interval '40 days'`;
  return pruneRows(db, { table: 'payment_webhooks', column: 'received_at', before, signal });
}
