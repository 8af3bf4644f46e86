import type { Role } from '@quartet/schema/access';
import { isUuid, pruneRows, userId, type Pruned, type UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { StoredAccount } from './account.ts';
import type { AccountRow } from './accounts.table.ts';

/** An unverified account is deleted this long after the last registration of its address. */
const UNVERIFIED_DAYS = 7;

// An arbitrary number, the same in every process.
const ADMINISTRATORS_LOCK = 7_142_032;

function toStoredAccount(row: AccountRow): StoredAccount {
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.email_verified_at !== null,
    displayName: row.display_name,
    role: row.role,
    status: row.status,
    locale: row.locale,
    createdAt: row.created_at,
    version: row.version,
  };
}

/** The accounts with these ids, by id, in one query. Unknown ids, and texts that are no id, are not in the result. */
export async function findAccounts(db: Db, ids: readonly string[]): Promise<Map<string, StoredAccount>> {
  const valid = ids.filter(isUuid).map((id) => userId(id));
  if (valid.length === 0) return new Map();
  const rows = await db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', sql<UserId>`any(${valid}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, toStoredAccount(row)]));
}

export async function findAccountByEmail(
  db: Db,
  email: string,
): Promise<{ account: StoredAccount; passwordHash: string | null } | undefined> {
  const row = await db.selectFrom('accounts').selectAll().where(sameEmail(email)).executeTakeFirst();
  return row && { account: toStoredAccount(row), passwordHash: row.password_hash };
}

/**
 * Notes a registration on the account of an address, which is created unverified where there is none. A known account is
 * written as well, so that both cost the same. The row stays locked until the transaction ends, and maintenance keeps an
 * account that has just been registered.
 */
export async function noteRegistration(trx: Db, account: { id: UserId; email: string }): Promise<UserId> {
  const row = await trx
    .insertInto('accounts')
    .values({ id: account.id, email: account.email })
    .onConflict((conflict) =>
      conflict.expression(sql`lower(email)`).doUpdateSet({ last_registration_at: sql<Date>`now()` }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/**
 * Adds a verified account, or verifies the unverified one of that address, for the caller to publish. Undefined where it was
 * verified before.
 */
export async function upsertVerified(
  db: Db,
  account: { id: UserId; email: string; passwordHash: string; displayName: string | null; role: Role },
): Promise<StoredAccount | undefined> {
  const row = await db
    .insertInto('accounts')
    .values({
      id: account.id,
      email: account.email,
      email_verified_at: sql<Date>`now()`,
      password_hash: account.passwordHash,
      display_name: account.displayName,
      role: account.role,
      published_version: 1,
    })
    .onConflict((conflict) =>
      conflict
        .expression(sql`lower(email)`)
        .doUpdateSet({
          email_verified_at: sql<Date>`now()`,
          password_hash: account.passwordHash,
          display_name: account.displayName,
          role: account.role,
          version: sql<number>`accounts.version + 1`,
          published_version: sql<number>`accounts.version + 1`,
          updated_at: sql<Date>`now()`,
        })
        .where('accounts.email_verified_at', 'is', null),
    )
    .returningAll()
    .executeTakeFirst();
  return row && toStoredAccount(row);
}

/**
 * Verifies the account that a live token belongs to, with the values of that token's registration, and with
 * `passwordHash` in place of its password where one is given; for the caller to publish. Undefined for a token that is unknown or expired, and for
 * an account that is suspended or already verified: of several tokens used at once, one wins.
 */
export async function verifyByToken(
  trx: Db,
  tokenHash: Buffer,
  passwordHash: string | undefined,
): Promise<StoredAccount | undefined> {
  const row = await trx
    .updateTable('accounts')
    .from('verification_tokens as token')
    .set((eb) => ({
      email_verified_at: sql<Date>`now()`,
      password_hash: passwordHash ?? eb.ref('token.password_hash'),
      display_name: eb.ref('token.display_name'),
      locale: eb.ref('token.locale'),
      version: sql<number>`accounts.version + 1`,
      published_version: sql<number>`accounts.version + 1`,
      updated_at: sql<Date>`now()`,
    }))
    .whereRef('token.account_id', '=', 'accounts.id')
    .where('token.token_hash', '=', tokenHash)
    .where('token.used_at', 'is', null)
    .where('token.expires_at', '>', sql<Date>`now()`)
    .where('accounts.status', '=', 'ACTIVE')
    .where('accounts.email_verified_at', 'is', null)
    .returningAll('accounts')
    .executeTakeFirst();
  return row && toStoredAccount(row);
}

/**
 * Accounts whose newest version was not published, up to `limit`: from now on they count as published, so the same transaction
 * must publish them. Locked ones are left to the next call.
 */
export async function takeUnpublished(trx: Db, limit: number): Promise<StoredAccount[]> {
  const { rows } = await sql<AccountRow>`
    update accounts set published_version = version where id in (
      select id from accounts
      where published_version < version and (email_verified_at is not null or status <> 'ACTIVE')
      order by id limit ${limit} for update skip locked)
    returning *`.execute(trx);
  return rows.map(toStoredAccount);
}

/** The account, which others who would change it wait for until the transaction ends. */
export async function lockAccount(trx: Db, id: UserId): Promise<StoredAccount | undefined> {
  const row = await trx.selectFrom('accounts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toStoredAccount(row);
}

/** For the caller to publish, who holds the account's row. */
export function updateStatus(trx: Db, id: UserId, status: 'ACTIVE' | 'SUSPENDED'): Promise<StoredAccount> {
  return updateHeld(trx, id, { status });
}

/** For the caller to publish, who holds the account's row. */
export function updateRole(trx: Db, id: UserId, role: Role): Promise<StoredAccount> {
  return updateHeld(trx, id, { role });
}

async function updateHeld(
  trx: Db,
  id: UserId,
  change: { status: 'ACTIVE' | 'SUSPENDED' } | { role: Role },
): Promise<StoredAccount> {
  const row = await trx
    .updateTable('accounts')
    .set({
      ...change,
      version: sql<number>`version + 1`,
      published_version: sql<number>`version + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toStoredAccount(row);
}

/** Lets one process at a time look for an administrator and create one; released with the transaction. */
export async function lockAdministrators(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ADMINISTRATORS_LOCK})`.execute(trx);
}

export async function hasActiveAdministrator(db: Db): Promise<boolean> {
  const found = await db
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'ADMIN')
    .where('status', '=', 'ACTIVE')
    .where('email_verified_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Deletes accounts that stayed unverified for a week after their last registration and that no live token can verify.
 * A registration writes the account's row and a verification locks it, so neither loses its account to this.
 */
export function pruneUnverified(db: Db, signal?: AbortSignal): Promise<Pruned> {
  return pruneRows(db, {
    table: 'accounts',
    column: 'created_at',
    before: sql`now() - make_interval(days => ${UNVERIFIED_DAYS})`,
    where: sql`email_verified_at is null and status = 'ACTIVE'
      and (last_registration_at is null or last_registration_at < now() - make_interval(days => ${UNVERIFIED_DAYS}))
      and not exists (
        select from verification_tokens token
        where token.account_id = accounts.id and token.used_at is null and token.expires_at > now())`,
    signal,
  });
}

function sameEmail(email: string) {
  return sql<boolean>`lower(email) = lower(${email})`;
}
