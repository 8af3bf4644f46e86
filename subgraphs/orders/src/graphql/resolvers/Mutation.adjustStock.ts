import { requireScope } from '@quartet/service-kit';
import { adjustStock as adjust } from '../../inventory/adjust-stock.service.ts';
import { toAdjustStockResult } from '../adjust-stock-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const adjustStock: NonNullable<MutationResolvers['adjustStock']> = async (_parent, { input }, context) => {
  const { userId } = requireScope(context.viewer, 'inventory:write');
  return toAdjustStockResult(await adjust(context.db, userId, input));
};
