import type { Role } from '@quartet/schema/access';
import { pruneRows, type Pruned, type UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { AccountRow } from './accounts.table.ts';

/** So long an account waits for its verification after the last registration of its address. */
const UNVERIFIED_DAYS = 7;

// Any number, the same in every process.
const ADMINISTRATORS_LOCK = 7_142_032;

/** One query for any number of ids; unknown ones are missing in the answer. */
export function findAccounts(db: Db, ids: readonly UserId[]): Promise<AccountRow[]> {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', sql<UserId>`any(${[...ids]}::uuid[])`)
    .execute();
}

export function findAccountByEmail(db: Db, email: string): Promise<AccountRow | undefined> {
  return db.selectFrom('accounts').selectAll().where(sameEmail(email)).executeTakeFirst();
}

/**
 * The account of an address, made unverified where there is none. A known one is written as well, so that both cost the
 * same. The row stays locked until the transaction ends, and maintenance sees that somebody waits for a message.
 */
export function noteRegistration(
  trx: Db,
  account: { id: UserId; email: string },
): Promise<Pick<AccountRow, 'id' | 'email' | 'status' | 'email_verified_at'>> {
  return trx
    .insertInto('accounts')
    .values({ id: account.id, email: account.email })
    .onConflict((conflict) =>
      conflict.expression(sql`lower(email)`).doUpdateSet({ last_registration_at: sql<Date>`now()` }),
    )
    .returning(['id', 'email', 'status', 'email_verified_at'])
    .executeTakeFirstOrThrow();
}

/**
 * Adds a verified account, or verifies the unverified one of that address; one that is verified stays as it is.
 * Undefined in that case.
 */
export async function upsertVerified(
  db: Db,
  account: { id: UserId; email: string; passwordHash: string; displayName: string | null; role: Role },
): Promise<UserId | undefined> {
  const row = await db
    .insertInto('accounts')
    .values({
      id: account.id,
      email: account.email,
      email_verified_at: sql<Date>`now()`,
      password_hash: account.passwordHash,
      display_name: account.displayName,
      role: account.role,
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
          updated_at: sql<Date>`now()`,
        })
        .where('accounts.email_verified_at', 'is', null),
    )
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/**
 * Verifies the account that a live token belongs to: it takes over what that registration asked for, with `passwordHash`
 * in place of its password where one is given. Undefined for a token that is unknown or expired, and for an account
 * that is suspended or verified already: of several tokens brought at once, one gets the account.
 */
export function verifyByToken(
  trx: Db,
  tokenHash: Buffer,
  passwordHash: string | undefined,
): Promise<AccountRow | undefined> {
  return trx
    .updateTable('accounts')
    .from('verification_tokens as token')
    .set((eb) => ({
      email_verified_at: sql<Date>`now()`,
      password_hash: passwordHash ?? eb.ref('token.password_hash'),
      display_name: eb.ref('token.display_name'),
      locale: eb.ref('token.locale'),
      version: sql<number>`accounts.version + 1`,
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
}

/** Lets one process at a time look for an administrator and make one; released with the transaction. */
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
 * Deletes accounts that nobody verified for a week after the last registration and that no live token can verify any
 * more. A registration writes the account's row, so one that comes meanwhile keeps it; a verification locks the row.
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
