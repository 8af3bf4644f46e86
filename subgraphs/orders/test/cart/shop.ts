import { SCOPES_OF_ROLE } from '@quartet/schema/access';
import { createRedis, newId, userId, type Redis, type Viewer } from '@quartet/service-kit';
import { afterwards, freshRedis } from '@quartet/test-kit';
import { applyProductChanges, createOrdersSubgraph, receiveStock, type Db } from '../../src/index.ts';
import { freshOrders, log, productChanged, variant } from '../database.ts';
import { everyoneSignedIn } from '../sessions.ts';

/** The orders subgraph over a database and a Redis of the test file's own. */
export async function cartShop() {
  const { db } = await freshOrders();
  const redis = await ownRedis();
  return { db, redis, ask: asker(db, redis) };
}

export async function ownRedis(given?: string): Promise<Redis> {
  const url = given ?? (await freshRedis()).url;
  const redis = createRedis({ url, name: 'cart test', log, patient: true, timeoutMs: 10_000 });
  afterwards(() => Promise.resolve(redis.disconnect()));
  return redis;
}

export type Ask = ReturnType<typeof asker>;

function asker(db: Db, redis: Redis) {
  const subgraph = createOrdersSubgraph({ db, redis, sessions: everyoneSignedIn, log });
  return async (viewer: Viewer, query: string, variables: Record<string, unknown> = {}) => {
    const result = await subgraph.execute({ query, variables, viewer, requestId: 'test' });
    return JSON.parse(JSON.stringify(result)) as { data: any; errors?: { extensions: { code: string } }[] };
  };
}

export const customer = (id: string = newId()): Viewer & { kind: 'user' } => ({
  kind: 'user',
  userId: userId(id),
  sessionId: newId(),
  role: 'CUSTOMER',
  scopes: SCOPES_OF_ROLE['CUSTOMER'],
});

/** A published SKU with a price and stock; its product can be changed by the same function with a higher version. */
export async function sell(
  db: Db,
  change: {
    sku?: string;
    productId?: string;
    version?: number;
    price?: number;
    currency?: string;
    stock?: number;
  } = {},
): Promise<string> {
  const { sku = `SKU-${newId()}`, version = 1, price = 1999, currency = 'EUR', stock = 0 } = change;
  const { productId = `p-${sku}` } = change;
  await applyProductChanges(db, [
    productChanged({ productId, version, variants: [variant(sku, { price: { amount: price, currency } })] }),
  ]);
  if (stock > 0) await receiveStock(db, { sku, quantity: stock, reference: newId() });
  return sku;
}

const CART = `fragment All on Cart {
  id guestToken version itemCount expiresAt subtotal { amount currency }
  lines { id sku quantity issue unitPrice { amount currency } lineTotal { amount } variant { sku } }
}`;

const RESULT = `{
  __typename ...All
  ... on DomainError { message }
  ... on UnknownSku { sku }
  ... on QuantityOutOfRange { min max }
  ... on InsufficientStock { lines { sku requested available } }
  ... on CurrencyMismatch { cart item }
}`;

export const ADD = `${CART} mutation ($sku: ID!, $quantity: Int! = 1, $token: String) {
  cart: addToCart(sku: $sku, quantity: $quantity, guestToken: $token) ${RESULT} }`;
export const SET = `${CART} mutation ($sku: ID!, $quantity: Int!, $token: String) {
  cart: setCartQuantity(sku: $sku, quantity: $quantity, guestToken: $token) ${RESULT} }`;
export const REMOVE = `${CART} mutation ($sku: ID!, $token: String) {
  cart: removeFromCart(sku: $sku, guestToken: $token) ${RESULT} }`;
export const CLEAR = `${CART} mutation ($token: String) { cart: clearCart(guestToken: $token) ${RESULT} }`;
export const MERGE = `${CART} mutation ($token: String!) { cart: mergeGuestCart(token: $token) ${RESULT} }`;
export const READ = `${CART} query ($token: String) { cart(guestToken: $token) { ...All } }`;
