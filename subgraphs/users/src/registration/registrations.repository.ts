import { pruneRows, type Pruned, type UserId } from '@quartet/service-kit';
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** A registration that waits for one of its tokens to come back. */
export interface NewRegistration {
  id: string;
  accountId: UserId;
  passwordHash: string;
  secretHash: Buffer;
  displayName: string | null;
  locale: string | null;
  lifetimeSeconds: number;
}

/** Lifetimes are measured by the database's clock. */
export async function insertRegistration(trx: Db, registration: NewRegistration): Promise<void> {
  await trx
    .insertInto('registrations')
    .values({
      id: registration.id,
      account_id: registration.accountId,
      password_hash: registration.passwordHash,
      secret_hash: registration.secretHash,
      display_name: registration.displayName,
      locale: registration.locale,
      expires_at: sql<Date>`now() + make_interval(secs => ${registration.lifetimeSeconds})`,
    })
    .execute();
}

/** The language that was registered with; undefined once the registration has expired. */
export async function findRegistrationLocale(db: Db, id: string): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('registrations')
    .select('locale')
    .where('id', '=', id)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row?.locale;
}

/** Adds a token to a registration; those that it has stay valid. False once the registration has expired. */
export async function addVerificationToken(db: Db, registrationId: string, tokenHash: Buffer): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('verification_tokens')
    .columns(['token_hash', 'account_id', 'password_hash', 'secret_hash', 'display_name', 'locale', 'expires_at'])
    .expression((eb) =>
      eb
        .selectFrom('registrations')
        .select([
          sql<Buffer>`${tokenHash}::bytea`.as('token_hash'),
          'account_id',
          'password_hash',
          'secret_hash',
          'display_name',
          'locale',
          'expires_at',
        ])
        .where('id', '=', registrationId)
        .where('expires_at', '>', sql<Date>`now()`),
    )
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Deletes all registrations of an account, which is verified and has no use for them. */
export async function deleteRegistrations(db: Db, accountId: UserId): Promise<void> {
  await db.deleteFrom('registrations').where('account_id', '=', accountId).execute();
}

/** Deletes registrations that have expired, in batches. */
export function pruneRegistrations(db: Db, signal?: AbortSignal): Promise<Pruned> {
  return pruneRows(db, { table: 'registrations', column: 'expires_at', before: sql`now()`, signal });
}
