import type { JWK } from 'jose';
import { sql, type Transaction } from 'kysely';
import type { Db, UsersDatabase } from '../database.ts';

export interface KeyPair {
  kid: string;
  privateJwk: JWK;
  publicJwk: JWK;
}

/** A stored key, and whether every copy of the public keys has it by now. */
export interface StoredKey extends KeyPair {
  publishedLongEnough: boolean;
}

// An arbitrary number, the same in every process.
const KEYS_LOCK = 7_142_031;

/** All signing keys, the newest first. A key must be published for `aheadSeconds` before it may sign. */
export function findSigningKeys(db: Db, aheadSeconds: number): Promise<StoredKey[]> {
  return db
    .selectFrom('signing_keys')
    .select(['kid', 'private_jwk as privateJwk', 'public_jwk as publicJwk'])
    .select([isOlderThan('created_at', aheadSeconds).as('publishedLongEnough')])
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute();
}

/** Lets one process at a time look for a key and create one; released with the transaction. */
export async function lockSigningKeys(trx: Transaction<UsersDatabase>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${KEYS_LOCK})`.execute(trx);
}

export async function insertSigningKey(db: Db, key: KeyPair): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({ kid: key.kid, private_jwk: JSON.stringify(key.privateJwk), public_jwk: JSON.stringify(key.publicJwk) })
    .execute();
}

/** Whether there is a key younger than this. */
export async function hasYoungKey(db: Db, seconds: number): Promise<boolean> {
  const young = await db
    .selectFrom('signing_keys')
    .select('kid')
    .where((eb) => eb.not(isOlderThan('created_at', seconds)))
    .limit(1)
    .executeTakeFirst();
  return young !== undefined;
}

/** Deletes keys that have a successor older than this. @returns their ids */
export async function deleteReplacedKeys(db: Db, seconds: number): Promise<string[]> {
  const deleted = await db
    .deleteFrom('signing_keys')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('signing_keys as newer')
          .select('newer.kid')
          .whereRef('newer.created_at', '>', 'signing_keys.created_at')
          .where(isOlderThan('newer.created_at', seconds)),
      ),
    )
    .returning('kid')
    .execute();
  return deleted.map(({ kid }) => kid);
}

function isOlderThan(column: string, seconds: number) {
  return sql<boolean>`${sql.ref(column)} <= now() - make_interval(secs => ${seconds})`;
}
