import type { UserId } from '../values/ids.ts';

export type Role = 'CUSTOMER' | 'SUPPORT' | 'CATALOG_MANAGER' | 'WAREHOUSE' | 'ADMIN';

/** Who asks. Subgraphs get it from the router and decide by it what may be seen. */
export type Viewer =
  { kind: 'anonymous' } | { kind: 'user'; userId: UserId; sessionId: string; role: Role; scopes: readonly string[] };

export const anonymous: Viewer = { kind: 'anonymous' };

/** What each role may do: the only table of it. A customer's rights come from owning things, not from scopes. */
export const SCOPES_OF_ROLE: Record<Role, readonly string[]> = {
  CUSTOMER: [],
  SUPPORT: ['users:read', 'orders:read', 'orders:refund', 'reviews:moderate', 'inventory:read'],
  CATALOG_MANAGER: ['catalog:write', 'reviews:moderate', 'inventory:read', 'analytics:read', 'promotions:write'],
  WAREHOUSE: ['orders:read', 'orders:fulfil', 'inventory:read', 'inventory:write'],
  ADMIN: [
    'users:read',
    'users:write',
    'orders:read',
    'orders:fulfil',
    'orders:refund',
    'catalog:write',
    'reviews:moderate',
    'inventory:read',
    'inventory:write',
    'analytics:read',
    'audit:read',
    'promotions:write',
  ],
};

export const ROLES = Object.keys(SCOPES_OF_ROLE) as readonly Role[];

export function hasScope(viewer: Viewer, scope: string): boolean {
  return viewer.kind === 'user' && viewer.scopes.includes(scope);
}

/** Staff is every role but CUSTOMER. */
export function isStaff(viewer: Viewer): boolean {
  return viewer.kind === 'user' && viewer.role !== 'CUSTOMER';
}
