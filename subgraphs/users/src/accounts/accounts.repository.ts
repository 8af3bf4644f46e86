import type { Role, UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { AccountRow } from './accounts.table.ts';

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

/** Adds an unverified account, and does nothing where the address has one. */
export async function insertUnverified(db: Db, account: { id: UserId; email: string }): Promise<void> {
  await db
    .insertInto('accounts')
    .values({ id: account.id, email: account.email })
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .execute();
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

/** Verifies an account that is active and was not verified before; undefined otherwise. */
export function markVerified(
  db: Db,
  id: UserId,
  registered: { passwordHash: string; displayName: string | null; locale: string | null },
): Promise<AccountRow | undefined> {
  return db
    .updateTable('accounts')
    .set({
      email_verified_at: sql<Date>`now()`,
      password_hash: registered.passwordHash,
      display_name: registered.displayName,
      locale: registered.locale,
      version: sql<number>`version + 1`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('status', '=', 'ACTIVE')
    .where('email_verified_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

function sameEmail(email: string) {
  return sql<boolean>`lower(email) = lower(${email})`;
}
