import type { UserId } from '@quartet/service-kit';
import type { Generated } from 'kysely';

/** What was asked for; taken over when a token of it comes back. */
export interface RegistrationsTable {
  id: string;
  account_id: UserId;
  password_hash: string;
  secret_hash: Buffer;
  display_name: string | null;
  locale: string | null;
  created_at: Generated<Date>;
  expires_at: Date;
}
