import { setLowStockThreshold as set } from '../../inventory/low-stock-threshold.service.ts';
import { toAdjustStockResult } from '../adjust-stock-result.ts';
import { staffWith } from '../staff.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const setLowStockThreshold: NonNullable<MutationResolvers['setLowStockThreshold']> = async (
  _parent,
  args,
  context,
) => {
  const by = await staffWith('inventory:write', context);
  return toAdjustStockResult(await set(context.db, by, args));
};
