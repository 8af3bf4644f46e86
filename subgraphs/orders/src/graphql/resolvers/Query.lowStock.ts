import { PRODUCT_LIMITS, STOCK_LIMITS } from '@quartet/schema/limits';
import {
  decodeCursor,
  encodeCursor,
  EXACT_COUNT_LIMIT,
  hasScope,
  pageSize,
  toConnection,
  withinRange,
} from '@quartet/service-kit';
import { z } from 'zod';
import { countLowStock, findLowStock } from '../../inventory/stock-records.repository.ts';
import type { QueryResolvers } from '../types.generated.ts';

const cursorSchema = z.tuple([z.int().min(0).max(STOCK_LIMITS.onHand), z.string().max(PRODUCT_LIMITS.sku)]);

export const lowStock: NonNullable<QueryResolvers['lowStock']> = async (_query, args, { viewer, db }) => {
  if (!hasScope(viewer, 'inventory:read')) return null;
  const size = pageSize(args.first);
  const threshold =
    typeof args.threshold === 'number' ? withinRange('threshold', args.threshold, 0, STOCK_LIMITS.onHand) : null;
  const place = typeof args.after === 'string' ? decodeCursor(args.after, cursorSchema) : null;
  const after = place && { available: place[0], sku: place[1] };
  return toConnection({
    rows: await findLowStock(db, { threshold, after, limit: size + 1 }),
    size,
    hasPreviousPage: after !== null,
    cursorOf: ({ onHand, reserved, sku }) => encodeCursor([onHand - reserved, sku]),
    count: async () => {
      const count = await countLowStock(db, threshold);
      return { count, exact: count <= EXACT_COUNT_LIMIT };
    },
  });
};
