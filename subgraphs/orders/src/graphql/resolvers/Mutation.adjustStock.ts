import { adjustStock as adjust } from '../../inventory/adjust-stock.service.ts';
import { toAdjustStockResult } from '../adjust-stock-result.ts';
import { staffWith } from '../staff.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const adjustStock: NonNullable<MutationResolvers['adjustStock']> = async (_parent, { input }, context) => {
  const by = await staffWith('inventory:write', context);
  return toAdjustStockResult(await adjust(context.db, by, input));
};
