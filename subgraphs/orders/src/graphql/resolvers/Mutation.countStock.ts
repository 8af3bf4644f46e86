import { requireScope } from '@quartet/service-kit';
import { countStock as count } from '../../inventory/adjust-stock.service.ts';
import { toAdjustStockResult } from '../adjust-stock-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const countStock: NonNullable<MutationResolvers['countStock']> = async (_parent, args, context) => {
  const { userId } = requireScope(context.viewer, 'inventory:write');
  return toAdjustStockResult(await count(context.db, userId, args));
};
