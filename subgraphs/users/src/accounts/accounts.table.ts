import type { Role } from '@quartet/schema/access';
import type { UserId } from '@quartet/service-kit';
import type { Generated, Selectable } from 'kysely';
import type { AccountStatus } from './account.ts';

export interface AccountsTable {
  id: UserId;
  email: string | null;
  email_verified_at: Date | null;
  password_hash: string | null;
  display_name: string | null;
  role: Generated<Role>;
  status: Generated<AccountStatus>;
  locale: string | null;
  version: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  last_registration_at: Date | null;
  published_version: Generated<number>;
}

export type AccountRow = Selectable<AccountsTable>;
