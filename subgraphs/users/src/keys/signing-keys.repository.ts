import type { JWK } from 'jose';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Db, UsersDatabase } from '../database.ts';

export interface StoredKey {
  kid: string;
  private_jwk: JWK;
  public_jwk: JWK;
}

// Any number, the same in every process.
const KEYS_LOCK = 7_142_031;

/** All signing keys, the newest first: that one signs, the others still verify. */
export function findSigningKeys(db: Db): Promise<StoredKey[]> {
  return db
    .selectFrom('signing_keys')
    .select(['kid', 'private_jwk', 'public_jwk'])
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute();
}

/** Lets one process at a time look for a key and make one; released with the transaction. */
export async function lockSigningKeys(trx: Transaction<UsersDatabase>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${KEYS_LOCK})`.execute(trx);
}

export async function insertSigningKey(db: Db, key: StoredKey): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({ kid: key.kid, private_jwk: JSON.stringify(key.private_jwk), public_jwk: JSON.stringify(key.public_jwk) })
    .execute();
}
