import type { UserId } from '@quartet/service-kit';
import type { Generated } from 'kysely';

export interface SessionsTable {
  id: string;
  account_id: UserId;
  created_at: Generated<Date>;
  expires_at: Date;
  revoked_at: Date | null;
  changed_at: Date | null;
}
