import { hasScope } from '@quartet/service-kit';
import { findStock } from '../../inventory/stock-records.repository.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const stockLevel: NonNullable<QueryResolvers['stockLevel']> = async (_query, { sku }, { viewer, db }) => {
  if (!hasScope(viewer, 'inventory:read')) return null;
  return (await findStock(db, [sku])).get(sku) ?? null;
};
