import type { Generated } from 'kysely';

export interface CustomerTable {
  user_id: string;
  version: number;
  status: 'ACTIVE' | 'SUSPENDED' | 'DELETED';
  email: string | null;
  email_verified: boolean;
  display_name: string | null;
  locale: string | null;
  marketing_consent: Generated<boolean>;
  updated_at: Generated<Date>;
}
