import { batchLoader, canonicalId } from '@quartet/service-kit';
import type { StoredAccount } from '../accounts/account.ts';
import { findAccounts } from '../accounts/accounts.repository.ts';
import type { Db } from '../database.ts';

/** One set per request. Users and profiles share a loader, so together they are one round trip. */
export function createLoaders(db: Db) {
  return {
    accounts: batchLoader<string, StoredAccount>((ids) => findAccounts(db, ids), canonicalId),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
