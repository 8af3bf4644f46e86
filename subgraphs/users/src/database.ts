import { sql, type Kysely } from 'kysely';
import type { AccountsTable } from './accounts/accounts.table.ts';
import type { AuditEntriesTable } from './audit/audit-entries.table.ts';
import type { SigningKeysTable } from './keys/signing-keys.table.ts';
import type { RegistrationsTable } from './registration/registrations.table.ts';
import type { VerificationTokensTable } from './registration/verification-tokens.table.ts';
import type { SessionsTable } from './sessions/sessions.table.ts';

/** The tables of users. */
export interface UsersDatabase {
  accounts: AccountsTable;
  registrations: RegistrationsTable;
  verification_tokens: VerificationTokensTable;
  sessions: SessionsTable;
  signing_keys: SigningKeysTable;
  audit_entries: AuditEntriesTable;
}

export type Db = Kysely<UsersDatabase>;

/** @throws Error while the database does not answer */
export async function pingDatabase(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
