import { decodeCursor, encodeCursor, hasScope, pageSize, toConnection } from '@quartet/service-kit';
import { z } from 'zod';
import { TAX_CLASSES } from '../../sku-catalog/sku.ts';
import { findTaxRates } from '../../tax-rates/tax-rates.repository.ts';
import type { QueryResolvers } from '../types.generated.ts';

const cursorSchema = z.tuple([z.string().length(2), z.string(), z.enum(TAX_CLASSES)]);

export const taxRates: NonNullable<QueryResolvers['taxRates']> = async (_query, args, { viewer, db }) => {
  if (!hasScope(viewer, 'settings:write')) return null;
  const size = pageSize(args.first);
  const after = typeof args.after === 'string' ? decodeCursor(args.after, cursorSchema) : null;
  return toConnection({
    rows: await findTaxRates(db, { country: args.country ?? null, after, limit: size + 1 }),
    size,
    hasPreviousPage: after !== null,
    cursorOf: ({ country, region, taxClass }) => encodeCursor([country, region ?? '', taxClass]),
  });
};
