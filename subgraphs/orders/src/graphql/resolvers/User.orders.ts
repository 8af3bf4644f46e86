import { decodeCursor, encodeCursor, EXACT_COUNT_LIMIT, isUuid, pageSize, toConnection } from '@quartet/service-kit';
import { z } from 'zod';
import type { DirectoryFilter } from '../../ordering/order-directory.repository.ts';
import { maySeeOrdersOf } from '../../ordering/orders.service.ts';
import type { OrderFilter, UserResolvers } from '../types.generated.ts';

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

export const orders: UserResolvers['orders'] = async (user, args, { viewer, loaders }) => {
  const id = user.id.toLowerCase();
  if (!isUuid(id) || !maySeeOrdersOf(viewer, id)) return null;

  const size = pageSize(args.first);
  const filter = filterOf(args.filter);
  const place = typeof args.after === 'string' ? decodeCursor(args.after, cursorSchema) : null;
  const after = place && { placedAt: new Date(place[0]), orderId: place[1] };

  return toConnection({
    rows: (await loaders.ordersOfUser({ filter, after, limit: size + 1 }).load(id)) ?? [],
    size,
    hasPreviousPage: after !== null,
    cursorOf: (order) => encodeCursor([order.placed_at.toISOString(), order.id]),
    count: async () => {
      const count = (await loaders.orderCountOfUser(filter).load(id)) ?? 0;
      return { count, exact: count <= EXACT_COUNT_LIMIT };
    },
  });
};

function filterOf(filter: OrderFilter | null | undefined): DirectoryFilter {
  return {
    status: filter?.status ?? undefined,
    placedAfter: filter?.placedAfter ?? undefined,
    placedBefore: filter?.placedBefore ?? undefined,
    sku: filter?.sku ?? undefined,
  };
}
