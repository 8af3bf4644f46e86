import {
  AppError,
  decodeCursor,
  encodeCursor,
  EXACT_COUNT_LIMIT,
  isUuid,
  pageSize,
  toConnection,
  type Connection,
} from '@quartet/service-kit';
import { z } from 'zod';
import type { DirectoryFilter, ListPage } from '../ordering/order-directory.repository.ts';
import type { Order } from '../ordering/order.ts';
import type { OrderFilter } from './types.generated.ts';

interface ListArgs {
  filter?: OrderFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * The requested page of a list of orders, newest first.
 * @throws AppError BAD_USER_INPUT for a bad cursor, page size or filter
 */
export async function orderList(
  args: ListArgs,
  read: { page: (page: ListPage) => Promise<Order[]>; count: (filter: DirectoryFilter) => Promise<number> },
): Promise<Connection<Order>> {
  const size = pageSize(args.first);
  const filter = filterOf(args.filter);
  const cursor = typeof args.after === 'string' ? decodeCursor(args.after, cursorSchema) : null;
  const after = cursor && { placedAt: new Date(cursor[0]), orderId: cursor[1] };
  return toConnection({
    rows: await read.page({ filter, after, limit: size + 1 }),
    size,
    hasPreviousPage: after !== null,
    cursorOf: (order) => encodeCursor([order.placedAt.toISOString(), order.id]),
    count: async () => {
      const count = await read.count(filter);
      return { count, exact: count <= EXACT_COUNT_LIMIT };
    },
  });
}

function filterOf(filter: OrderFilter | null | undefined): DirectoryFilter {
  const customerId = filter?.customerId ?? undefined;
  if (customerId !== undefined && !isUuid(customerId)) {
    throw new AppError('BAD_USER_INPUT', `"${customerId}" is not the id of a customer`);
  }
  return {
    status: filter?.status?.length ? filter.status : undefined,
    placedAfter: filter?.placedAfter ?? undefined,
    placedBefore: filter?.placedBefore ?? undefined,
    sku: filter?.sku ?? undefined,
    customerId,
    number: filter?.number?.trim().toUpperCase(),
    email: filter?.email ?? undefined,
  };
}
