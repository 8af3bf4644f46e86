import { eventContract, type AnyEvent } from '@quartet/schema/events';
import { anonymous, metricsRegistry, newId, parseEvent, type Redis } from '@quartet/service-kit';
import { afterwards, waitUntil } from '@quartet/test-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { startCartTrail, type CartTrailOptions } from '../../src/cart/cart-trail.ts';
import { createOrdersSubgraph, type Db } from '../../src/index.ts';
import { log } from '../database.ts';
import { everyoneSignedIn } from '../sessions.ts';
import { ADD, cartShop, CLEAR, customer, MERGE, ownRedis, REMOVE, sell, SET } from './shop.ts';

let db: Db;
let redis: Redis;
beforeAll(async () => {
  ({ db, redis } = await cartShop());
});

/** A shop with a trail; `ask` is over the same carts for all. */
function trailed(options: Partial<CartTrailOptions> = {}) {
  const trail = startCartTrail({ db, redis, log, everyMs: 10, ...options });
  afterwards(() => trail.stop());
  const subgraph = createOrdersSubgraph({ db, redis, cartTrail: trail, sessions: everyoneSignedIn, log });
  const ask = async (viewer: Parameters<typeof subgraph.execute>[0]['viewer'], query: string, variables = {}) => {
    const { data } = await subgraph.execute({ query, variables, viewer, requestId: 'test' });
    return (JSON.parse(JSON.stringify(data)) as { cart: any }).cart;
  };
  return { trail, ask };
}

async function eventsOf(skus: readonly string[]): Promise<AnyEvent[]> {
  const rows = await db
    .withTables<{ outbox: { id: string; event: object } }>()
    .selectFrom('outbox')
    .select('event')
    .orderBy('id')
    .execute();
  return rows
    .map(({ event }) => parseEvent(eventContract, JSON.stringify(event)))
    .filter(({ type, subject }) => type.startsWith('cart.') && skus.includes(subject));
}

const told = async (skus: readonly string[]) =>
  (await eventsOf(skus)).map((event) => {
    if (event.type !== 'cart.line_added' && event.type !== 'cart.removed') throw new Error(event.type);
    return [event.type, event.data.sku, event.data.quantity, event.data.currency];
  });

/** How many notes were dropped so far. */
async function dropped(what: 'lines' | 'uses'): Promise<number> {
  const metric = await metricsRegistry().getSingleMetric('quartet_cart_notes_dropped_total')?.get();
  return metric?.values.find(({ labels }) => labels['what'] === what)?.value ?? 0;
}

describe('what happens to lines of carts', () => {
  it('is told by SKU, pieces and currency, once, and a merge or a refusal is nothing that happens to them', async () => {
    const { trail, ask } = trailed();
    const [a, b] = [await sell(db, { stock: 9 }), await sell(db, { stock: 9 })];
    const viewer = customer();
    const { guestToken: token } = await ask(anonymous, ADD, { sku: a, quantity: 2 });
    await ask(anonymous, SET, { sku: a, quantity: 5, token });
    await ask(anonymous, SET, { sku: a, quantity: 5, token });
    await ask(anonymous, SET, { sku: a, quantity: 4, token });
    await ask(anonymous, ADD, { sku: a, quantity: 20, token });
    await ask(anonymous, REMOVE, { sku: b, token });
    await ask(anonymous, ADD, { sku: b, token });
    await ask(viewer, MERGE, { token });
    await ask(viewer, REMOVE, { sku: b });
    await ask(viewer, ADD, { sku: b, quantity: 3 });
    expect((await ask(viewer, CLEAR)).lines).toEqual([]);
    await trail.stop();
    const events = await told([a, b]);
    const [cleared, rest] = [events.slice(-2), events.slice(0, -2)];
    expect(rest).toEqual([
      ['cart.line_added', a, 2, 'EUR'],
      ['cart.line_added', a, 3, 'EUR'],
      ['cart.removed', a, 1, 'EUR'],
      ['cart.line_added', b, 1, 'EUR'],
      ['cart.removed', b, 1, 'EUR'],
      ['cart.line_added', b, 3, 'EUR'],
    ]);
    expect(cleared.sort()).toEqual(
      [
        ['cart.removed', a, 4, 'EUR'],
        ['cart.removed', b, 3, 'EUR'],
      ].sort(),
    );
  });

  it('is told without the person and the cart', async () => {
    const { trail, ask } = trailed();
    const sku = await sell(db, { stock: 9 });
    const viewer = customer();
    const guest = await ask(anonymous, ADD, { sku });
    await ask(viewer, ADD, { sku });
    await trail.stop();
    const text = JSON.stringify(await eventsOf([sku]));
    expect(JSON.parse(text)).toHaveLength(2);
    for (const secret of [viewer.userId, viewer.sessionId, guest.id, guest.guestToken])
      expect(text).not.toContain(secret);
  });

  it('goes out by itself, many in one statement', async () => {
    const { ask } = trailed({ everyMs: 20 });
    const sku = await sell(db, { stock: 9 });
    const viewer = customer();
    for (let n = 0; n < 3; n++) await ask(viewer, ADD, { sku });
    await waitUntil(async () => (await told([sku])).length === 3, { what: 'the events' });
  });

  it('never keeps a cart from changing: what does not fit or cannot be written is dropped and counted', async () => {
    const sku = await sell(db, { stock: 9 });
    const [viewer, before] = [customer(), await dropped('lines')];
    const full = trailed({ everyMs: 60_000, mostWaiting: 2 });
    for (let n = 1; n <= 5; n++) expect((await full.ask(viewer, ADD, { sku })).itemCount).toBe(n);
    expect(await dropped('lines')).toBe(before + 3);
    await full.trail.stop();
    expect(await told([sku])).toHaveLength(2);

    // Neither engine takes the notes.
    const away = await ownRedis('redis://127.0.0.1:1');
    away.disconnect();
    const broken = db.withSchema('of_nobody');
    const cut = trailed({ db: broken, redis: away, everyMs: 60_000 });
    expect((await cut.ask(viewer, ADD, { sku })).itemCount).toBe(6);
    const uses = await dropped('uses');
    await cut.trail.stop();
    expect(await dropped('uses')).toBe(uses + 1);
  });
});

it('a cart that a guest changes is in no set of idle carts', async () => {
  const { trail, ask } = trailed();
  const sku = await sell(db, { stock: 9 });
  const viewer = customer(newId());
  await ask(viewer, ADD, { sku });
  const guest = await ask(anonymous, ADD, { sku });
  await trail.stop();
  const sets = await Promise.all((await redis.keys('carts:idle:{*')).map((key) => redis.zrange(key, 0, '-1')));
  expect(sets.flat()).toContain(viewer.userId);
  expect(sets.flat()).not.toContain(guest.id);
});
