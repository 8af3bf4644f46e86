import { sql, type Selectable } from 'kysely';
import type { Db } from '../database.ts';
import type { Customer } from './customer.ts';
import type { CustomerTable } from './customers.table.ts';

/** Null: the account has not arrived yet. */
export async function findCustomer(db: Db, userId: string): Promise<Customer | null> {
  const row = await db.selectFrom('customers').selectAll().where('user_id', '=', userId).executeTakeFirst();
  return row === undefined ? null : toCustomer(row);
}

/** Those of these accounts that have arrived, by their ids: one round trip. */
export async function findCustomers(db: Db, userIds: readonly string[]): Promise<Map<string, Customer>> {
  const rows = await db
    .selectFrom('customers')
    .selectAll()
    .where('user_id', '=', sql<string>`any(${userIds}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.user_id, toCustomer(row)]));
}

/** Which of these accounts have arrived: one round trip. */
export async function findKnownCustomers(db: Db, userIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('customers')
    .select('user_id')
    .where('user_id', '=', sql<string>`any(${userIds}::uuid[])`)
    .execute();
  return new Set(rows.map((row) => row.user_id));
}

/** Writes those that are newer than what is there; a deleted account stays deleted. Each account comes once. */
export async function upsertNewerCustomers(db: Db, customers: readonly Customer[]): Promise<void> {
  const rows = customers.map((customer) => ({
    user_id: customer.userId,
    version: customer.version,
    status: customer.status,
    ...(customer.status === 'DELETED'
      ? { email_verified: false, marketing_consent: false }
      : {
          email: customer.email,
          email_verified: customer.emailVerified,
          display_name: customer.displayName,
          locale: customer.locale,
          marketing_consent: customer.marketingConsent,
        }),
  }));
  await sql`
    insert into customers as held (
      user_id, version, status, email, email_verified, display_name, locale, marketing_consent)
    select user_id, version, status, email, email_verified, display_name, locale, marketing_consent
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as customer (
      user_id uuid, version integer, status text, email text, email_verified boolean, display_name text, locale text,
      marketing_consent boolean)
    -- two consumers with the same accounts take their rows in one order
    order by user_id
    on conflict (user_id) do update set
      version = excluded.version, status = excluded.status, email = excluded.email,
      email_verified = excluded.email_verified, display_name = excluded.display_name, locale = excluded.locale,
      marketing_consent = excluded.marketing_consent,
      updated_at = now()
    where held.status <> 'DELETED' and (excluded.status = 'DELETED' or held.version < excluded.version)`.execute(db);
}

function toCustomer(row: Selectable<CustomerTable>): Customer {
  const { user_id: userId, version, status, email, email_verified: emailVerified, locale } = row;
  const { display_name: displayName, marketing_consent: marketingConsent } = row;
  if (status === 'DELETED') return { userId, version, status };
  if (email === null) throw new Error(`the copy of account ${userId} has no address`);
  return { userId, version, status, email, emailVerified, displayName, locale, marketingConsent };
}
