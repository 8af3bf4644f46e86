import { batchLoader, canonicalId } from '@quartet/service-kit';
import type { AccountRow } from '../accounts/accounts.table.ts';
import { loadAccounts } from '../accounts/accounts.service.ts';
import type { Db } from '../database.ts';

/** One per request. Users and profiles share a loader: together they are one round trip. */
export function createLoaders(db: Db) {
  return {
    accounts: batchLoader<string, AccountRow>((ids) => loadAccounts(db, ids), canonicalId),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
