import { batchLoader } from '@quartet/service-kit';
import type { Cart, Offer } from '../cart/cart.ts';
import { findOffers } from '../cart/offers.repository.ts';
import type { Db } from '../database.ts';
import { findAvailable } from '../inventory/inventory.repository.ts';
import { findMovements, type MovementPage } from '../inventory/stock-movements.repository.ts';
import { countByUser, type DirectoryFilter, type ListPage } from '../ordering/order-directory.repository.ts';
import { ordersByNumber, pageByUser } from '../ordering/order-lists.service.ts';
import { findPaymentsOfOrders } from '../payments/payments.repository.ts';
import { findEvents, findItems, findOrders } from '../ordering/orders.repository.ts';
import { shippingEstimates } from '../pricing/pricing-context.service.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set per request: n keys of one kind are one round trip. */
export function createLoaders(db: Db) {
  return {
    order: batchLoader((ids: readonly string[]) => findOrders(db, ids)),
    orderByNumber: batchLoader((numbers: readonly string[]) => ordersByNumber(db, numbers)),
    items: batchLoader((orderIds: readonly string[]) => findItems(db, orderIds)),
    events: batchLoader((orderIds: readonly string[]) => findEvents(db, orderIds)),
    payments: batchLoader((orderIds: readonly string[]) => findPaymentsOfOrders(db, orderIds)),
    availability: batchLoader((skus: readonly string[]) => findAvailable(db, skus)),
    /** Of all lines of a cart, by SKU: one round trip for each version of a cart. */
    offersOf: offersOfCarts(db),
    /** One loader per page requested. */
    movements: loaderPerArgs((page: MovementPage) =>
      batchLoader((skus: readonly string[]) => findMovements(db, skus, page)),
    ),
    /** One loader per country. */
    shippingEstimate: loaderPerArgs((country: string) =>
      batchLoader(
        (pieces: readonly { sku: string; weightGrams: number | null }[]) => shippingEstimates(db, country, pieces),
        ({ sku }) => sku,
      ),
    ),
    /** One loader per page requested: users listed with the same arguments share a round trip. */
    ordersOfUser: loaderPerArgs((page: ListPage) =>
      batchLoader((userIds: readonly string[]) => pageByUser(db, userIds, page)),
    ),
    orderCountOfUser: loaderPerArgs((filter: DirectoryFilter) =>
      batchLoader((userIds: readonly string[]) => countByUser(db, userIds, filter)),
    ),
  };
}

function offersOfCarts(db: Db): (cart: Cart) => Promise<Map<string, Offer>> {
  const known = new Map<string, Promise<Map<string, Offer>>>();
  return (cart) => {
    const key = `${cart.id} ${cart.version}`;
    const offers =
      known.get(key) ??
      findOffers(
        db,
        cart.lines.map(({ sku }) => sku),
        cart.id,
      );
    known.set(key, offers);
    return offers;
  };
}

function loaderPerArgs<A, L>(create: (args: A) => L): (args: A) => L {
  const loaders = new Map<string, L>();
  return (args) => {
    const key = JSON.stringify(args);
    const loader = loaders.get(key) ?? create(args);
    loaders.set(key, loader);
    return loader;
  };
}
