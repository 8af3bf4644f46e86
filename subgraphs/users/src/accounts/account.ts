import type { Role } from '@quartet/schema/access';
import { ACCOUNT_LIMITS } from '@quartet/schema/limits';
import { hasScope, lineText, type UserId, type Viewer } from '@quartet/service-kit';

export type AccountStatus = 'ACTIVE' | 'SUSPENDED' | 'DELETED';

/** An account that is not deleted, as its owner and staff see it. */
export interface Account {
  id: UserId;
  email: string;
  emailVerified: boolean;
  displayName: string | null;
  role: Role;
  status: AccountStatus;
  locale: string | null;
  createdAt: Date;
  version: number;
}

/** An account as it is stored: once it is deleted, only its id is left. */
export type StoredAccount = Omit<Account, 'email'> & { email: string | null };

/** What anyone may see of a person. */
export interface Profile {
  id: UserId;
  displayName: string | null;
}

/** A display name is one line without invisible characters. */
export const displayNameSchema = lineText({ max: ACCOUNT_LIMITS.displayName });

/** The owner and staff with users:read may see an account; for anyone else it does not exist. */
export function maySeeAccount(viewer: Viewer, id: UserId): boolean {
  return (viewer.kind === 'user' && viewer.userId === id) || hasScope(viewer, 'users:read');
}

/** Null for a deleted account, of which there is nothing to show. */
export function toAccount({ email, ...rest }: StoredAccount): Account | null {
  return email === null ? null : { ...rest, email };
}

/** A deleted person still has a profile, without a name, so that what they wrote stays readable. */
export function toProfile({ id, displayName }: StoredAccount): Profile {
  return { id, displayName };
}
