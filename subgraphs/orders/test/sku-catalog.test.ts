import type { EventOf } from '@quartet/schema/events';
import { newId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { countSkus, receiveStock, findSkuStates, applyProductChanges, type Db } from '../src/index.ts';
import { freshOrders, productChanged, variant } from './database.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
});

const copyOf = (sku: string) => db.selectFrom('sku_catalog').selectAll().where('sku', '=', sku).executeTakeFirst();

it('takes over what an order needs to know of a SKU', async () => {
  const [own, inherited] = [newId(), newId()];
  const categoryPath = [
    { id: '1', slug: 'computers', name: 'Computers' },
    { id: '2', slug: 'mice', name: 'Mice' },
  ];
  const images = [
    { url: 'https://pictures.example/a.jpg', alt: null, isPrimary: false },
    { url: 'https://pictures.example/b.jpg', alt: null, isPrimary: true },
  ];
  const event = productChanged({
    categoryPath,
    images,
    variants: [variant(own), variant(inherited, { imageUrl: 'https://pictures.example/b.jpg' })],
  });
  await applyProductChanges(db, [event]);
  expect(await copyOf(own)).toMatchObject({
    product_id: event.data.productId,
    product_name: 'A mouse',
    variant_name: `Variant ${own}`,
    image_url: `https://pictures.example/${own}.jpg`,
    price_amount: 1999,
    currency: 'EUR',
    weight_grams: 250,
    tax_class: 'STANDARD',
    category_path: categoryPath,
    purchasable: true,
    version: 1,
  });
  expect((await copyOf(inherited))?.image_url).toBe('https://pictures.example/b.jpg');
});

it('takes over whether a SKU is shipped, which events of before did not say: it is', async () => {
  const [said, unsaid, voucher] = [newId(), newId(), newId()];
  const variants = [
    variant(said, { requiresShipping: true }),
    variant(unsaid),
    variant(voucher, { requiresShipping: false }),
  ];
  const event = productChanged({ variants });
  await applyProductChanges(db, [event]);
  const shipped = async () =>
    Promise.all([said, unsaid, voucher].map(async (sku) => (await copyOf(sku))?.requires_shipping));
  expect(await shipped()).toEqual([true, true, false]);
  const later = { ...event.data, version: 2, variants: [variant(said), variant(unsaid), variant(voucher)] };
  await applyProductChanges(db, [productChanged(later)]);
  expect(await shipped()).toEqual([true, true, true]);
});

it('takes over names that hold what PostgreSQL cannot keep, from before the catalog refused them', async () => {
  const own = newId();
  const categoryPath = [{ id: '1', slug: 'mice', name: 'Mi\0ce' }];
  await applyProductChanges(db, [
    productChanged({ name: 'A \0mouse', categoryPath, variants: [variant(own, { name: 'Re\0d' })] }),
  ]);
  expect(await copyOf(own)).toMatchObject({
    product_name: 'A mouse',
    variant_name: 'Red',
    category_path: [{ id: '1', slug: 'mice', name: 'Mice' }],
  });
});

it('ignores what is older or the same, in one batch or in many, in any order', async () => {
  const productId = newId();
  const [kept, dropped, revived] = [newId(), newId(), newId()];
  const versions = [
    productChanged({ productId, version: 1, variants: [variant(kept), variant(dropped), variant(revived)] }),
    productChanged({ productId, version: 2, variants: [variant(kept, { name: 'two' }), variant(revived)] }),
    productChanged({ productId, version: 3, variants: [variant(kept, { name: 'three' })] }),
  ];
  const states = async () => {
    const found = await findSkuStates(db, [kept, dropped, revived]);
    return [kept, dropped, revived].map((sku) => found.get(sku)?.purchasable);
  };
  await applyProductChanges(db, versions.slice(0, 1));
  expect(await states()).toEqual([true, true, true]);
  await applyProductChanges(db, versions.toReversed());
  await applyProductChanges(db, versions.slice(0, 2));
  expect(await states()).toEqual([true, false, false]);
  expect((await copyOf(kept))?.variant_name).toBe('three');
  expect((await copyOf(dropped))?.version).toBe(3);
});

it('does not bring back a SKU that the newer payload lacks, seen for the first time', async () => {
  const productId = newId();
  const gone = newId();
  await applyProductChanges(db, [productChanged({ productId, version: 2, variants: [] })]);
  await applyProductChanges(db, [productChanged({ productId, version: 1, variants: [variant(gone)] })]);
  expect(await copyOf(gone)).toBeUndefined();
});

it('follows a SKU that moves to another product, within one batch', async () => {
  const [from, to, sku] = [newId(), newId(), newId()];
  await applyProductChanges(db, [productChanged({ productId: from, version: 1, variants: [variant(sku)] })]);
  await applyProductChanges(db, [
    productChanged({ productId: from, version: 2, variants: [variant(sku, { purchasable: false })] }),
    productChanged({ productId: to, version: 1, variants: [variant(sku)] }),
  ]);
  expect(await copyOf(sku)).toMatchObject({ product_id: to, purchasable: true });
  expect(await countSkus(db)).toBeGreaterThan(0);
});

describe('the stock of a SKU', () => {
  /** What was told of it, oldest first. */
  async function told(sku: string): Promise<{ productId: string | null; available: number; version: number }[]> {
    const { rows } = await sql<{ event: EventOf<'stock.changed'> }>`
      select event from outbox where event->>'type' = 'stock.changed' and event->>'subject' = ${sku} order by id`.execute(
      db,
    );
    return rows.map(({ event: { data } }) => ({
      productId: data.productId,
      available: data.available,
      version: data.version,
    }));
  }

  it('is told again when its product becomes known, and when it moves to another, and not otherwise', async () => {
    const [from, to, sku] = [newId(), newId(), newId()];
    await receiveStock(db, { sku, quantity: 3, reference: newId() });
    const first = productChanged({ productId: from, version: 1, variants: [variant(sku)] });
    await applyProductChanges(db, [first]);
    await applyProductChanges(db, [first]);
    await applyProductChanges(db, [
      productChanged({ productId: from, version: 2, variants: [variant(sku, { name: 'n' })] }),
    ]);
    const level = { available: 3, version: 1 };
    expect(await told(sku)).toEqual([
      { productId: null, ...level },
      { productId: from, ...level },
    ]);

    // Whichever of the two products is heard of first.
    await applyProductChanges(db, [productChanged({ productId: to, version: 1, variants: [variant(sku)] })]);
    await applyProductChanges(db, [productChanged({ productId: from, version: 3, variants: [variant(newId())] })]);
    expect((await told(sku)).slice(2)).toEqual([{ productId: to, ...level }]);
  });

  it('is told with its newest product although it changes at the very moment', async () => {
    for (let round = 0; round < 15; round++) {
      const [from, to, sku] = [newId(), newId(), newId()];
      await applyProductChanges(db, [productChanged({ productId: from, version: 1, variants: [variant(sku)] })]);
      await receiveStock(db, { sku, quantity: 1, reference: newId() });
      await Promise.all([
        receiveStock(db, { sku, quantity: 1, reference: newId() }),
        applyProductChanges(db, [productChanged({ productId: to, version: 1, variants: [variant(sku)] })]),
        receiveStock(db, { sku, quantity: 1, reference: newId() }),
      ]);
      expect(await told(sku)).toContainEqual({ productId: to, available: 3, version: 3 });
    }
  });
});
