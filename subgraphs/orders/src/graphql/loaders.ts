import { batchLoader } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { Offer } from '../cart/cart.ts';
import { findOffers } from '../cart/offers.repository.ts';
import { availability } from '../inventory/inventory.service.ts';
import type { DirectoryFilter } from '../ordering/order-directory.repository.ts';
import {
  countByUser,
  pageByUser,
  eventsByOrder,
  itemsByOrder,
  ordersById,
  ordersByNumber,
  type ListPage,
} from '../ordering/orders.service.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set per request: n keys of one kind are one round trip. */
export function createLoaders(db: Db) {
  return {
    order: batchLoader((ids: readonly string[]) => ordersById(db, ids)),
    orderByNumber: batchLoader((numbers: readonly string[]) => ordersByNumber(db, numbers)),
    items: batchLoader((orderIds: readonly string[]) => itemsByOrder(db, orderIds)),
    events: batchLoader((orderIds: readonly string[]) => eventsByOrder(db, orderIds)),
    availability: batchLoader((skus: readonly string[]) => availability(db, skus)),
    offer: batchLoader(async (skus: readonly string[]) => bySku(await findOffers(db, skus))),
    /** One loader per page asked for: users listed with the same arguments share a round trip. */
    ordersOfUser: loaderPerArgs((page: ListPage) =>
      batchLoader((userIds: readonly string[]) => pageByUser(db, userIds, page)),
    ),
    orderCountOfUser: loaderPerArgs((filter: DirectoryFilter) =>
      batchLoader((userIds: readonly string[]) => countByUser(db, userIds, filter)),
    ),
  };
}

function loaderPerArgs<A, L>(make: (args: A) => L): (args: A) => L {
  const made = new Map<string, L>();
  return (args) => {
    const key = JSON.stringify(args);
    const loader = made.get(key) ?? make(args);
    made.set(key, loader);
    return loader;
  };
}

const bySku = (offers: readonly Offer[]): Map<string, Offer> => new Map(offers.map((offer) => [offer.sku, offer]));
