import { decodeCursor, encodeCursor, pageSize, toConnection } from '@quartet/service-kit';
import { z } from 'zod';
import type { OwnResolvers } from '../types.generated.ts';

const cursorSchema = z.tuple([z.int().positive()]);

export const StockLevel: OwnResolvers['StockLevel'] = {
  variant: ({ sku }) => ({ sku }),
  available: ({ onHand, reserved }) => onHand - reserved,
  movements: async ({ sku }, args, { loaders }) => {
    const size = pageSize(args.first);
    const after = typeof args.after === 'string' ? decodeCursor(args.after, cursorSchema)[0] : null;
    return toConnection({
      rows: (await loaders.movements({ after, limit: size + 1 }).load(sku)) ?? [],
      size,
      hasPreviousPage: after !== null,
      cursorOf: ({ id }) => encodeCursor([id]),
    });
  },
};
