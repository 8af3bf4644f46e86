import { eventContract, newEvent, type AccountEventType, type EventOf } from '@quartet/schema/events';
import { appendToOutbox } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { StoredAccount } from './account.ts';

/** The whole account as other subgraphs may know it: a copy of the newest event needs no older one. It has no secrets. */
export function accountEvent(type: AccountEventType, account: StoredAccount): EventOf<AccountEventType> {
  const { id, version, status, email, emailVerified, displayName, locale } = account;
  const data = { userId: id, version, status, email, emailVerified, displayName, locale };
  return newEvent(type, { source: '/users', subject: id, version, data });
}

/** Publishes a change of an account, in its transaction. After the commit, call `wakeOutbox`. */
export async function publishAccount(trx: Db, type: AccountEventType, account: StoredAccount): Promise<void> {
  await appendToOutbox(trx, eventContract, [accountEvent(type, account)]);
}
