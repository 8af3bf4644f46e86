import type { QueryResolvers } from '../types.generated.ts';
import { visibleOrderOfNumber } from '../visible-order.ts';

export const orderByNumber: NonNullable<QueryResolvers['orderByNumber']> = (_query, { number, email }, context) =>
  visibleOrderOfNumber(number, email ?? null, context);
