import { requireScope } from '@quartet/service-kit';
import { setLowStockThreshold as set } from '../../inventory/low-stock-threshold.service.ts';
import { toAdjustStockResult } from '../adjust-stock-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const setLowStockThreshold: NonNullable<MutationResolvers['setLowStockThreshold']> = async (
  _parent,
  args,
  { viewer, db },
) => {
  requireScope(viewer, 'inventory:write');
  return toAdjustStockResult(await set(db, args));
};
