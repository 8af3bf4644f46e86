import { countDatabaseCalls, newId } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyProductChanges, type Db } from '../../src/index.ts';
import { pricingContext, type PricingRequest } from '../../src/pricing/pricing-context.service.ts';
import { priceOrder } from '../../src/pricing/price-order.ts';
import { freePromotion, usePromotion } from '../../src/promotions/promotions.service.ts';
import { pruneUses } from '../../src/promotions/promotion-uses.repository.ts';
import { freshOrders, productChanged, variant } from '../database.ts';
import { line } from './orders.ts';
import { ask, save, useRedis } from './shop.ts';

useRedis();

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
});

const request = (change: Partial<PricingRequest> = {}): PricingRequest => ({
  currency: 'EUR',
  shippingPlace: { country: 'DE', region: null },
  billingPlace: null,
  shippingMethod: 'PARCEL',
  promotionCode: null,
  customer: { userId: null, email: null },
  ...change,
});

const estimatesOf = async (skus: string[], country = 'DE', weightGrams: number | null = 250) => {
  const query = `query ($r: [_Any!]!, $country: CountryCode!) { _entities(representations: $r) {
    ... on Variant { shippingEstimate(country: $country) { amount currency } } } }`;
  const r = skus.map((sku) => ({ __typename: 'Variant', sku, weightGrams }));
  const { data } = await ask(db, query, { variables: { r, country } });
  return (data?._entities as unknown as { shippingEstimate: object | null }[]).map((one) => one.shippingEstimate);
};

describe('a shop', () => {
  it('without any rows sells nowhere, rather than at 0 %', async () => {
    const context = await pricingContext(db, request());
    expect(priceOrder([line()], context)).toMatchObject({ kind: 'invalid_shipping', field: 'shippingAddress.country' });
    const voucher = line({ requiresShipping: false });
    const billed = await pricingContext(
      db,
      request({ shippingPlace: null, billingPlace: { country: 'DE', region: null } }),
    );
    expect(priceOrder([voucher], billed)).toMatchObject({ kind: 'invalid_shipping', field: 'billingAddress.country' });
  });

  it('with rates but without ways of shipping sells only what is not shipped', async () => {
    await save(db, 'taxRate', { country: 'DE', taxClass: 'STANDARD', basisPoints: 1900 });
    const context = await pricingContext(db, request());
    expect(priceOrder([line()], context)).toMatchObject({ kind: 'invalid_shipping', field: 'shippingAddress.country' });
  });

  it('prices by its tables, in one round trip', async () => {
    await save(db, 'settings', { pricesIncludeTax: false, defaultWeightGrams: 400 });
    await save(db, 'taxRate', { country: 'DE', region: 'BY', taxClass: 'STANDARD', basisPoints: 1000 });
    const step = (price: number) => [{ upToGrams: 1000, price }];
    await save(db, 'method', {
      code: 'PARCEL',
      label: 'Parcel',
      position: 1,
      zones: [
        { countries: ['DE', 'AT'], currency: 'EUR', freeFrom: 5000, steps: step(490) },
        { countries: ['DE'], currency: 'USD', steps: step(590) },
      ],
    });
    await save(db, 'method', {
      code: 'EXPRESS',
      label: 'Express',
      position: 0,
      zones: [{ countries: ['DE'], currency: 'EUR', steps: step(1290) }],
    });
    await save(db, 'method', {
      code: 'OFF',
      label: 'Off',
      active: false,
      zones: [{ countries: ['DE'], currency: 'EUR', steps: step(1) }],
    });
    await save(db, 'promotion', { code: 'TEN', basisPoints: 1000, startsAt: '2020-01-01T00:00:00Z' });

    const { result, calls } = await countDatabaseCalls(() =>
      pricingContext(db, request({ promotionCode: ' ten ', shippingPlace: { country: 'DE', region: 'by' } })),
    );
    expect(calls.postgres).toBe(1);
    expect(priceOrder([line({ weightGrams: null, quantity: 2 })], result)).toMatchObject({
      kind: 'priced',
      subtotal: 2000,
      discount: 200,
      promotionCode: 'TEN',
      methods: [
        { code: 'EXPRESS', label: 'Express', price: 1290 },
        { code: 'PARCEL', label: 'Parcel', price: 490 },
      ],
      shipping: 490,
      tax: 180 + 49,
      total: 1800 + 490 + 229,
    });
    const unknown = await pricingContext(db, request({ promotionCode: 'a b c' }));
    expect(priceOrder([line()], unknown)).toMatchObject({ kind: 'promotion_invalid', code: 'a b c' });
    const elsewhere = await pricingContext(db, request({ shippingPlace: { country: 'FR', region: null } }));
    expect(elsewhere).toMatchObject({ taxRates: [], tariffs: [] });
  });
});

describe('a shipping estimate', () => {
  it('is the cheapest way for one piece in the SKU’s currency, any number of SKUs in one round trip', async () => {
    const skus = Array.from({ length: 5 }, () => newId());
    const [euro, dollar, voucher, dear, priceless] = skus as [string, string, string, string, string];
    await applyProductChanges(db, [
      productChanged({ variants: [variant(euro)] }),
      productChanged({ variants: [variant(dollar, { price: { amount: 1000, currency: 'USD' } })] }),
      productChanged({ variants: [variant(voucher, { requiresShipping: false })] }),
      productChanged({ variants: [variant(dear, { price: { amount: 5000, currency: 'EUR' } })] }),
      productChanged({ variants: [variant(priceless, { price: null })] }),
    ]);
    const { result, calls } = await countDatabaseCalls(() => estimatesOf([...skus, 'UNKNOWN']));
    expect(result).toEqual([
      { amount: 490, currency: 'EUR' },
      { amount: 590, currency: 'USD' },
      { amount: 0, currency: 'EUR' },
      { amount: 0, currency: 'EUR' }, // free from 50.00
      null,
      null,
    ]);
    expect(calls.postgres).toBe(1);
    expect(await estimatesOf([euro, voucher], 'FR')).toEqual([null, { amount: 0, currency: 'EUR' }]);
    expect(await estimatesOf([euro], 'DE', 1001)).toEqual([null]);
    expect(await estimatesOf([euro], 'DE', null)).toEqual([{ amount: 490, currency: 'EUR' }]);
  });
});

describe('the uses of a promotion', () => {
  const use = (code: string, who: { userId?: string | null; email?: string } = {}, orderId: string = newId()) =>
    db
      .transaction()
      .execute(async (trx) => {
        const { userId = null, email = `${newId()}@example.org` } = who;
        if (!(await usePromotion(trx, { orderId, code, userId, email }))) throw new Error('no use left');
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof Error && error.message === 'no use left') return false;
        throw error;
      });
  const usedOf = async (code: string) => {
    const { rows } = await sql<{ used: number; rows: number }>`
      select used, (select count(*)::int from promotion_uses u where u.code = p.code) as rows
      from promotions p where code = ${code}`.execute(db);
    return rows[0];
  };
  const wins = (outcomes: boolean[]) => outcomes.filter(Boolean).length;

  it('of a promotion with one use: fifty at once, and one has it', async () => {
    await save(db, 'promotion', { code: 'ONCE', basisPoints: 1, maxUses: 1 });
    expect(wins(await Promise.all(Array.from({ length: 50 }, () => use('ONCE'))))).toBe(1);
    expect(await usedOf('ONCE')).toEqual({ used: 1, rows: 1 });
  });

  it('of one customer: account and address count together, also at once', async () => {
    await save(db, 'promotion', { code: 'TWICE', basisPoints: 1, maxUsesPerCustomer: 2 });
    const [ada, email] = [newId(), 'ada@example.org'];
    const asAda = () => use('TWICE', { userId: ada });
    const asGuest = () => use('TWICE', { email: ' Ada@Example.ORG ' });
    expect(await use('TWICE', { userId: ada, email })).toBe(true);
    expect(wins(await Promise.all([asAda(), asAda(), asAda(), asAda()]))).toBe(1);
    expect(wins(await Promise.all([asGuest(), asGuest(), asGuest()]))).toBe(1);
    expect(await use('TWICE', { userId: newId() })).toBe(true);

    const context = await pricingContext(
      db,
      request({ promotionCode: 'TWICE', customer: { userId: ada, email: null } }),
    );
    expect(context.promotion?.found?.usedByCustomer).toBe(2);
    expect(priceOrder([line()], context)).toMatchObject({ kind: 'promotion_invalid' });
    const byAddress = request({ promotionCode: 'TWICE', customer: { userId: null, email: 'ADA@example.org' } });
    expect((await pricingContext(db, byAddress)).promotion?.found?.usedByCustomer).toBe(2);
    const nobody = await pricingContext(db, request({ promotionCode: 'TWICE' }));
    expect(nobody.promotion?.found?.usedByCustomer).toBe(0);
  });

  it('is freed once when its order never confirms, and can be had again', async () => {
    await save(db, 'promotion', { code: 'FREED', basisPoints: 1, maxUses: 1, maxUsesPerCustomer: 1 });
    const [orderId, who] = [newId(), { userId: newId() }];
    expect(await use('FREED', who, orderId)).toBe(true);
    expect(await use('FREED', who)).toBe(false);
    const free = () => db.transaction().execute((trx) => freePromotion(trx, orderId));
    await Promise.all([free(), free(), free()]);
    expect(await usedOf('FREED')).toEqual({ used: 0, rows: 0 });
    expect(await use('FREED', who)).toBe(true);
  });

  it('taken and freed by many at once never passes the limit and adds up', async () => {
    await save(db, 'promotion', { code: 'MANY', basisPoints: 1, maxUses: 5 });
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 30 }, async (_, at) => {
        const orderId = newId();
        if (!(await use('MANY', {}, orderId))) return;
        seen.push((await usedOf('MANY'))?.used ?? 0);
        if (at % 2 === 0) await db.transaction().execute((trx) => freePromotion(trx, orderId));
      }),
    );
    expect(Math.max(...seen)).toBeLessThanOrEqual(5);
    const { used, rows } = (await usedOf('MANY')) ?? {};
    expect(used).toBe(rows);
    expect(seen.length).toBeGreaterThanOrEqual(5);
  });

  it('is gone where the transaction is rolled back', async () => {
    await save(db, 'promotion', { code: 'BACK', basisPoints: 1, maxUses: 1 });
    const broken = db.transaction().execute(async (trx) => {
      await usePromotion(trx, { orderId: newId(), code: 'BACK', userId: null, email: 'ada@example.org' });
      throw new Error('stock is gone');
    });
    await expect(broken).rejects.toThrow('stock is gone');
    expect(await usedOf('BACK')).toEqual({ used: 0, rows: 0 });
  });

  it('is refused outside its window and where it was switched off in between', async () => {
    await save(db, 'promotion', { code: 'PAST', basisPoints: 1, endsAt: '2020-01-01T00:00:00Z' });
    await save(db, 'promotion', { code: 'FUTURE', basisPoints: 1, startsAt: '2999-01-01T00:00:00Z' });
    await save(db, 'promotion', { code: 'SWITCHED', basisPoints: 1 });
    expect(await use('SWITCHED')).toBe(true);
    expect(await save(db, 'promotion', { code: 'SWITCHED', basisPoints: 1, active: false, version: 1 })).toMatchObject({
      used: 1,
      version: 2,
    });
    for (const code of ['PAST', 'FUTURE', 'SWITCHED', 'NOPE']) expect(await use(code)).toBe(false);
  });

  it('is pruned long after the promotion ended, and only then', async () => {
    await save(db, 'promotion', { code: 'ENDED', basisPoints: 1 });
    await save(db, 'promotion', { code: 'RUNS', basisPoints: 1 });
    expect([await use('ENDED'), await use('RUNS')]).toEqual([true, true]);
    await sql`update promotion_uses set used_at = now() - interval '91 days' where code in ('ENDED', 'RUNS')`.execute(
      db,
    );
    await sql`update promotions set ends_at = now() - interval '91 days' where code = 'ENDED'`.execute(db);
    expect(await pruneUses(db)).toMatchObject({ rows: 1, more: false });
    expect(await usedOf('ENDED')).toEqual({ used: 1, rows: 0 });
    expect(await usedOf('RUNS')).toEqual({ used: 1, rows: 1 });
  });
});
