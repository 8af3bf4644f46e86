import type { QueryResolvers } from '../types.generated.ts';
import { visibleOrder } from '../visible-order.ts';

export const order: NonNullable<QueryResolvers['order']> = (_query, { id }, context) => visibleOrder(id, context);
