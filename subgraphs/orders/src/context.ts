import type { Redis, SessionReader, SubgraphRequest, Viewer } from '@quartet/service-kit';
import type { CartTrail } from './cart/cart-trail.ts';
import type { CheckoutSettings } from './checkout/checkout-data.ts';
import type { Db } from './database.ts';
import { createLoaders, type Loaders } from './graphql/loaders.ts';
import type { PaymentProviders } from './payments/providers.ts';

/** What every request shares. */
export interface Tools {
  db: Db;
  /** The Redis that must not lose anything: carts are in it. */
  redis: Redis;
  /** Is told of each change of a cart, after it. */
  cartTrail: CartTrail;
  payments: PaymentProviders;
  /** For what moves money or stock, and for whatever writes as staff. */
  sessions: SessionReader;
  checkout: CheckoutSettings;
}

/** Everything that a resolver may use, created for each request. */
export interface Context extends Tools {
  viewer: Viewer;
  requestId: string;
  loaders: Loaders;
}

export function createContext({ viewer, requestId }: SubgraphRequest, tools: Tools): Context {
  return { ...tools, viewer, requestId, loaders: createLoaders(tools.db) };
}
