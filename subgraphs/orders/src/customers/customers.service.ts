import type { EventAccount } from '@quartet/schema/events';
import { cleanText } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { Customer } from './customer.ts';
import { upsertNewerCustomers } from './customers.repository.ts';

/**
 * Applies the events of accounts to their copies, in one statement. Late, repeated and reordered events do no harm: only a
 * newer version is applied, and a deletion is final whatever comes after it.
 */
export async function applyAccountChanges(db: Db, accounts: readonly EventAccount[]): Promise<void> {
  const newest = new Map<string, EventAccount>();
  for (const account of accounts) {
    const known = newest.get(account.userId);
    if (known === undefined || isNewer(account, known)) newest.set(account.userId, account);
  }
  if (newest.size > 0) await upsertNewerCustomers(db, [...newest.values()].map(toCustomer));
}

function isNewer(account: EventAccount, known: EventAccount): boolean {
  if (known.status === 'DELETED') return false;
  return account.status === 'DELETED' || account.version > known.version;
}

function toCustomer({ userId, version, status, email, displayName, ...rest }: EventAccount): Customer {
  if (status === 'DELETED') return { userId, version, status };
  if (email === null) throw new Error(`account ${userId} is not deleted and has no address`);
  // PostgreSQL cannot store U+0000, which a name of long ago may have.
  const name = displayName === null ? null : cleanText(displayName).text;
  const { emailVerified, locale, marketingConsent = false } = rest;
  return { userId, version, status, email, emailVerified, displayName: name, locale, marketingConsent };
}
