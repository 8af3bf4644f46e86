import { AppError, pruneRows, toAppError, type Pruned } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface IdempotencyKey {
  /** 'user:<id>' or 'guest:<key>' */
  owner: string;
  operation: string;
  key: string;
}

/**
 * Takes the key, with the answer that this transaction is about to make true; false where it is taken already. A second
 * request with the same key waits here until the first one commits (false) or rolls back (true: the key is free again).
 * @throws AppError SERVICE_UNAVAILABLE where the first one takes longer than a statement may wait
 */
export async function takeKey(trx: Trx, key: IdempotencyKey, requestHash: string, result: unknown): Promise<boolean> {
  try {
    const inserted = await trx
      .insertInto('idempotency_keys')
      .values({ ...key, request_hash: requestHash, result: JSON.stringify(result) })
      .onConflict((conflict) => conflict.columns(['owner', 'operation', 'key']).doNothing())
      .executeTakeFirst();
    return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
  } catch (error) {
    if (toAppError(error).code !== 'TIMEOUT') throw error;
    const message = 'Another request with this key is still at work: ask again with the same key';
    throw new AppError('SERVICE_UNAVAILABLE', message, { cause: error });
  }
}

/** Keeps the answer of a key that this transaction has taken. */
export async function storeAnswer(trx: Trx, { owner, operation, key }: IdempotencyKey, result: unknown): Promise<void> {
  await trx
    .updateTable('idempotency_keys')
    .set({ result: JSON.stringify(result) })
    .where('owner', '=', owner)
    .where('operation', '=', operation)
    .where('key', '=', key)
    .execute();
}

export async function findKey(db: Db, key: IdempotencyKey): Promise<{ requestHash: string; result: unknown } | null> {
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['request_hash as requestHash', 'result'])
    .where('owner', '=', key.owner)
    .where('operation', '=', key.operation)
    .where('key', '=', key.key)
    .executeTakeFirst();
  return row ?? null;
}

/** Frees the key of what left nothing behind. */
export async function freeKey(trx: Trx, { owner, operation, key }: IdempotencyKey): Promise<void> {
  await trx
    .deleteFrom('idempotency_keys')
    .where('owner', '=', owner)
    .where('operation', '=', operation)
    .where('key', '=', key)
    .execute();
}

/** Deletes answers older than a week, in batches. */
export async function pruneKeys(db: Db, signal?: AbortSignal): Promise<Pruned> {
  const before = sql`now() - interval '7 days'`;
  return pruneRows(db, { table: 'idempotency_keys', column: 'created_at', before, signal });
}
