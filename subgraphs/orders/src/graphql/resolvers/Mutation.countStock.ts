import { countStock as count } from '../../inventory/adjust-stock.service.ts';
import { toAdjustStockResult } from '../adjust-stock-result.ts';
import { staffWith } from '../staff.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const countStock: NonNullable<MutationResolvers['countStock']> = async (_parent, args, context) => {
  const by = await staffWith('inventory:write', context);
  return toAdjustStockResult(await count(context.db, by, args));
};
