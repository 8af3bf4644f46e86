import { decodeCursor, encodeCursor, hasScope, pageSize, toConnection } from '@quartet/service-kit';
import { z } from 'zod';
import { findPromotions } from '../../promotions/promotions.repository.ts';
import type { QueryResolvers } from '../types.generated.ts';

const cursorSchema = z.tuple([z.iso.datetime(), z.string()]);

export const promotions: NonNullable<QueryResolvers['promotions']> = async (_query, args, { viewer, db }) => {
  if (!hasScope(viewer, 'promotions:write')) return null;
  const size = pageSize(args.first);
  const place = typeof args.after === 'string' ? decodeCursor(args.after, cursorSchema) : null;
  const after = place && { createdAt: new Date(place[0]), code: place[1] };
  return toConnection({
    rows: await findPromotions(db, { active: args.active ?? null, after, limit: size + 1 }),
    size,
    hasPreviousPage: after !== null,
    cursorOf: ({ createdAt, code }) => encodeCursor([createdAt.toISOString(), code]),
  });
};
