import type { UserId } from '@quartet/service-kit';
import type { Generated } from 'kysely';

export interface VerificationTokensTable {
  token_hash: Buffer;
  account_id: UserId;
  password_hash: string;
  secret_hash: Buffer | null;
  display_name: string | null;
  locale: string | null;
  created_at: Generated<Date>;
  expires_at: Date;
  used_at: Date | null;
}
