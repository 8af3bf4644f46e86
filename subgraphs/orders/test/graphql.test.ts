import { type Role, SCOPES_OF_ROLE } from '@quartet/schema/access';
import { anonymous, countDatabaseCalls, newId, type Redis, userId, type Viewer } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOrdersSubgraph, type Db } from '../src/index.ts';
import { ownRedis } from './cart/shop.ts';
import { openForGermany } from './checkout/charges.ts';
import { freshOrders, log, stockedSku } from './database.ts';
import { place as placeLines } from './placed-order.ts';
import { everyoneSignedIn } from './sessions.ts';

let db: Db;
let redis: Redis;
let subgraph: ReturnType<typeof createOrdersSubgraph>;
beforeAll(async () => {
  ({ db } = await freshOrders());
  redis = await ownRedis();
  await openForGermany(db);
  subgraph = createOrdersSubgraph({ db, redis, sessions: everyoneSignedIn, log });
});

const someone = (id: string = newId(), role: Role = 'CUSTOMER'): Viewer => ({
  kind: 'user',
  userId: userId(id),
  sessionId: newId(),
  role,
  scopes: SCOPES_OF_ROLE[role],
});

interface Answer {
  errors?: { path: unknown[]; extensions: { code: string } }[];
  data: { order: { placedAt: string } | null; _entities: Entity[] };
}

interface Entity {
  availability: object | null;
  orders: OrderList | null;
}

interface OrderList {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
}

async function ask(viewer: Viewer, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const result = await subgraph.execute({ query, variables, viewer, requestId: 'test' });
  return JSON.parse(JSON.stringify(result)) as Answer;
}

async function place(user: string | null, skus: string[]): Promise<string> {
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  return (await placeLines(db, lines, user === null ? {} : { userId: user })).orderId;
}

describe('an order', () => {
  const ORDER = `query ($id: ID!) {
    order(id: $id) {
      id number status email version placedAt customer { id }
      items {
        id sku productName variantName imageUrl quantity unitPrice { amount currency } lineTotal { amount }
        variant { sku availability { inStock available } }
      }
      subtotal { amount } discount { amount } shipping { amount } tax { amount } total { amount currency }
      shippingMethod { code label price { amount currency } }
      shippingAddress { name company line1 line2 city region postalCode country phone }
      history { at status note }
    }
  }`;

  it('is answered whole to its owner', async () => {
    const user = newId();
    const sku = await stockedSku(db, 5);
    const id = await place(user, [sku]);
    const { data, errors } = await ask(someone(user), ORDER, { id: id.toUpperCase() });
    expect(errors).toBeUndefined();
    const placedAt = data.order!.placedAt;
    expect(Math.abs(Date.now() - Date.parse(placedAt))).toBeLessThan(60_000);
    expect(data.order).toEqual({
      id,
      number: expect.stringMatching(/^Q-/) as string,
      status: 'PENDING',
      email: 'ada@example.org',
      version: 1,
      placedAt,
      customer: { id: user },
      items: [
        {
          id: `${id}:1`,
          sku,
          productName: 'A mouse',
          variantName: `Variant ${sku}`,
          imageUrl: `https://pictures.example/${sku}.jpg`,
          quantity: 1,
          unitPrice: { amount: 1999, currency: 'EUR' },
          lineTotal: { amount: 1999 },
          variant: { sku, availability: { inStock: true, available: 4 } },
        },
      ],
      subtotal: { amount: 1999 },
      discount: { amount: 0 },
      shipping: { amount: 490 },
      tax: { amount: 397 },
      total: { amount: 2489, currency: 'EUR' },
      shippingMethod: { code: 'STANDARD', label: 'Standard', price: { amount: 490, currency: 'EUR' } },
      shippingAddress: {
        name: 'Ada Lovelace',
        company: null,
        line1: 'Torstraße 1',
        line2: null,
        city: 'Berlin',
        region: null,
        postalCode: '10119',
        country: 'DE',
        phone: null,
      },
      history: [{ at: placedAt, status: 'PENDING', note: null }],
    });
  });

  it('is found by its id in capitals too, by an owner whose id is in capitals', async () => {
    const owner = newId();
    const id = await place(owner, [await stockedSku(db, 1)]);
    const answer = await ask(someone(owner.toUpperCase()), ORDER, { id: id.toUpperCase() });
    expect(answer.data.order).toMatchObject({ id });
  });

  it('exists for its owner and for staff with orders:read only', async () => {
    const user = newId();
    const sku = await stockedSku(db, 5);
    const [own, guests] = [await place(user, [sku]), await place(null, [sku])];
    const seen = async (viewer: Viewer, id: string) => {
      const byId = await ask(viewer, '{ order(id: "' + id + '") { id customer { id } } }');
      const byKey = await ask(
        viewer,
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Order { id customer { id } } } }',
        { r: [{ __typename: 'Order', id }] },
      );
      expect(byId.errors ?? byKey.errors).toBeUndefined();
      expect(byKey.data._entities[0]).toEqual(byId.data.order);
      return byId.data.order;
    };
    expect(await seen(someone(user), own)).toEqual({ id: own, customer: { id: user } });
    expect(await seen(someone(newId(), 'SUPPORT'), guests)).toEqual({ id: guests, customer: null });
    expect(await seen(someone(newId(), 'CATALOG_MANAGER'), own)).toBeNull();
    expect(await seen(someone(), own)).toBeNull();
    expect(await seen(anonymous, guests)).toBeNull();
    expect(await seen(someone(user), newId())).toBeNull();
    expect(await seen(someone(user), 'no-uuid')).toBeNull();
  });
});

describe('availability', () => {
  it('is capped at 10, and null for what was never stocked; any number of SKUs is one round trip', async () => {
    const [many, few, never] = [await stockedSku(db, 11), await stockedSku(db, 1), await stockedSku(db, 0)];
    await place(newId(), [few]);
    const { result, calls } = await countDatabaseCalls(() =>
      ask(
        anonymous,
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Variant { availability { inStock available } } } }`,
        { r: [many, few, never, many].map((sku) => ({ __typename: 'Variant', sku })) },
      ),
    );
    expect(result.data._entities.map((variant) => variant.availability)).toEqual([
      { inStock: true, available: 10 },
      { inStock: false, available: 0 },
      null,
      { inStock: true, available: 10 },
    ]);
    expect(calls.postgres).toBe(1);
  });
});

describe("a user's orders", () => {
  const ORDERS = `query ($r: [_Any!]!, $filter: OrderFilter, $first: Int, $after: String) {
    _entities(representations: $r) { ... on User { orders(filter: $filter, first: $first, after: $after) {
      nodes { id items { sku } history { status } }
      pageInfo { hasNextPage hasPreviousPage endCursor } totalCount totalCountExact
    } } }
  }`;
  const list = async (viewer: Viewer, user: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await ask(viewer, ORDERS, { r: [{ __typename: 'User', id: user }], ...variables });
    expect(errors).toBeUndefined();
    return data._entities[0]!.orders;
  };
  const ids = (connection: OrderList | null) => connection!.nodes.map((node) => node.id);

  const user = newId();
  let placed: string[];
  let [mouse, pad] = ['', ''];
  beforeAll(async () => {
    [mouse, pad] = [await stockedSku(db, 50), await stockedSku(db, 50)];
    placed = [];
    for (const skus of [[mouse], [mouse, pad], [pad], [mouse], [pad]]) placed.unshift(await place(user, skus));
    // Two of one instant: the id decides.
    await sql`update order_directory set placed_at = (select placed_at from order_directory where order_id = ${placed[1]})
              where order_id = ${placed[2]}`.execute(db);
    await sql`update orders set placed_at = (select placed_at from orders where id = ${placed[1]}) where id = ${placed[2]}`.execute(
      db,
    );
  });

  it('come newest first, page by page, without a gap or a repetition', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page++) {
      const connection: OrderList | null = await list(someone(user), user, { first: 2, after });
      expect(connection).toMatchObject({ totalCount: 5, totalCountExact: true });
      expect(connection!.pageInfo).toMatchObject({ hasNextPage: page < 2, hasPreviousPage: page > 0 });
      seen.push(...ids(connection));
      after = connection!.pageInfo.endCursor;
    }
    expect(seen).toEqual(placed);
  });

  it('are filtered by status, day and SKU', async () => {
    const filtered = async (filter: object) => ids(await list(someone(user), user, { filter }));
    const middle = await db
      .selectFrom('orders')
      .select('placed_at')
      .where('id', '=', placed[3]!)
      .executeTakeFirstOrThrow();
    expect(await filtered({ status: ['PENDING'] })).toEqual(placed);
    expect(await filtered({ status: ['SHIPPED', 'DELIVERED'] })).toEqual([]);
    expect(await filtered({ placedAfter: middle.placed_at.toISOString() })).toEqual(placed.slice(0, 3));
    expect(await filtered({ placedBefore: middle.placed_at.toISOString() })).toEqual(placed.slice(4));
    expect(await filtered({ sku: mouse, placedBefore: middle.placed_at.toISOString() })).toEqual(placed.slice(4));
    expect(await filtered({ sku: 'none' })).toEqual([]);
  });

  it('are not narrowed by an empty list of statuses', async () => {
    const connection = await list(someone(user), user, { filter: { status: [] } });
    expect(ids(connection)).toEqual(placed);
    expect(connection).toMatchObject({ totalCount: 5 });
  });

  it('are for the user and staff with orders:read; a bad cursor or size is the client’s error', async () => {
    expect(await list(someone(), user)).toBeNull();
    expect(await list(anonymous, user)).toBeNull();
    expect(ids(await list(someone(newId(), 'WAREHOUSE'), user, { first: 1 }))).toEqual(placed.slice(0, 1));
    for (const variables of [{ after: 'nonsense' }, { first: 101 }, { first: -1 }]) {
      const { errors } = await ask(someone(user), ORDERS, { r: [{ __typename: 'User', id: user }], ...variables });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, path: ['_entities', 0, 'orders'] }]);
    }
  });

  it('of many users are as many round trips as those of one', async () => {
    const other = newId();
    await place(other, [mouse]);
    const callsFor = async (users: string[]) => {
      const r = users.map((id) => ({ __typename: 'User', id }));
      const { result, calls } = await countDatabaseCalls(() => ask(someone(newId(), 'ADMIN'), ORDERS, { r }));
      expect(result.data._entities.every((entity) => entity.orders !== null)).toBe(true);
      return calls.postgres;
    };
    // directory, orders, items, events, count
    expect(await callsFor([user])).toBe(5);
    expect(await callsFor([user, other, newId()])).toBe(5);
  });
});

describe('orders by number, and all of them', () => {
  const BY_NUMBER =
    'query ($number: String!, $email: EmailAddress) { orderByNumber(number: $number, email: $email) { id } }';
  const ALL = `query ($filter: OrderFilter, $after: String) {
    orders(first: 2, filter: $filter, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } totalCount totalCountExact } }`;
  const anyone: Viewer = anonymous;
  const support = someone(newId(), 'SUPPORT');

  async function placed(user: string | null, email: string) {
    const sku = await stockedSku(db, 5);
    const whose = user === null ? { email } : { userId: user, email };
    const { orderId, number } = await placeLines(db, [{ sku, quantity: 1 }], whose);
    return { id: orderId, number, sku };
  }
  const byNumber = async (viewer: Viewer, number: string, email?: string) => {
    const { data, errors } = await ask(viewer, BY_NUMBER, { number, email });
    expect(errors).toBeUndefined();
    return (data as unknown as { orderByNumber: { id: string } | null }).orderByNumber?.id ?? null;
  };

  it('shows an order to its owner, to staff, and to a guest who knows the address', async () => {
    const owner = newId();
    const own = await placed(owner, 'owner@example.org');
    const guests = await placed(null, 'guest@example.org');
    expect(await byNumber(someone(owner), ` ${own.number.toLowerCase()} `)).toBe(own.id);
    expect(await byNumber(support, own.number)).toBe(own.id);
    expect(await byNumber(support, guests.number)).toBe(guests.id);
    expect(await byNumber(anyone, guests.number, 'Guest@Example.org')).toBe(guests.id);

    // To nobody else, and an account's order not for its address alone.
    expect(await byNumber(someone(), own.number)).toBeNull();
    expect(await byNumber(someone(), own.number, 'owner@example.org')).toBeNull();
    expect(await byNumber(anyone, own.number, 'owner@example.org')).toBeNull();
    expect(await byNumber(anyone, guests.number)).toBeNull();
    expect(await byNumber(anyone, guests.number, 'other@example.org')).toBeNull();
    expect(await byNumber(support, 'Q-20260101-AAAAAA')).toBeNull();
    expect(await byNumber(support, 'x'.repeat(10_000))).toBeNull();
  });

  it('lists them for staff alone, newest first, by what staff know of them', async () => {
    const owner = newId();
    const email = `${newId()}@example.org`;
    const orders = [await placed(owner, email), await placed(owner, email), await placed(owner, email)];
    const newest = orders.map(({ id }) => id).toReversed();
    interface All {
      orders: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string }; totalCount: number };
    }
    const all = async (viewer: Viewer, variables: Record<string, unknown>) =>
      ((await ask(viewer, ALL, variables)).data as unknown as All).orders;
    for (const viewer of [anyone, someone(owner), someone(newId(), 'CATALOG_MANAGER')]) {
      expect(await all(viewer, {})).toBeNull();
    }
    const filter = { customerId: owner };
    const first = await all(support, { filter });
    expect(first).toMatchObject({
      nodes: newest.slice(0, 2).map((id) => ({ id })),
      pageInfo: { hasNextPage: true },
      totalCount: 3,
      totalCountExact: true,
    });
    const second = await all(support, { filter, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({ nodes: [{ id: newest[2] }], pageInfo: { hasNextPage: false } });

    expect((await all(support, { filter: { email: email.toUpperCase() } })).totalCount).toBe(3);
    const [one] = orders;
    for (const by of [{ number: one!.number.toLowerCase() }, { sku: one!.sku }]) {
      expect((await all(support, { filter: by })).nodes).toEqual([{ id: one!.id }]);
    }
    expect((await all(support, { filter: { ...filter, status: ['SHIPPED'] } })).totalCount).toBe(0);
    expect((await all(support, { filter: { ...filter, status: [] } })).totalCount).toBe(3);
    const wrong = await ask(support, ALL, { filter: { customerId: 'nobody' } });
    expect(wrong.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('asks the database as often for many numbers as for one', async () => {
    const owner = newId();
    const orders = [await placed(owner, 'a@example.org'), await placed(owner, 'a@example.org')];
    const of = (some: typeof orders) =>
      `{ ${some.map(({ number }, n) => `o${n}: orderByNumber(number: "${number}") { id }`).join(' ')} }`;
    const one = await countDatabaseCalls(() => ask(someone(owner), of(orders.slice(0, 1))));
    const two = await countDatabaseCalls(() => ask(someone(owner), of(orders)));
    expect(two.calls).toEqual(one.calls);
  });
});
