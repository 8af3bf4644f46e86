export const ROLES = ['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** The scopes of each role: the only table of them. A customer's rights come from owning things, not from scopes. */
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
    'settings:write',
  ],
};
