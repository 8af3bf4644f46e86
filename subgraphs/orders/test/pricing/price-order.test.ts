import { describe, expect, it, test } from 'vitest';
import { priceOrder } from '../../src/pricing/price-order.ts';
import { code, given, line, NOW, PARCEL, priced } from './orders.ts';

const NET = { pricesIncludeTax: false, defaultWeightGrams: null, shippingTaxClass: 'STANDARD' } as const;
const GROSS = { ...NET, pricesIncludeTax: true };

describe('tax', () => {
  it('given prices with tax, when goods and shipping are taxed, then it is inside the total', () => {
    const order = priced([line({ unitPrice: 11_900 })], given());
    expect(order).toMatchObject({
      subtotal: 11_900,
      shipping: 490,
      shippingTax: 78, // 78.24
      tax: 1_978,
      total: 12_390,
      taxes: [{ taxClass: 'STANDARD', rateBasisPoints: 1900, base: 10_412, amount: 1_978 }],
    });
  });

  it('given prices without tax, then it comes on top', () => {
    const order = priced([line({ unitPrice: 10_000 })], given({ settings: NET }));
    expect(order).toMatchObject({
      shipping: 490,
      shippingTax: 93, // 93.1
      tax: 1_993,
      total: 12_483,
      taxes: [{ base: 10_490, amount: 1_993 }],
    });
  });

  it('is worked out once per line and not per piece, and half a cent is rounded up', () => {
    const order = priced([line({ unitPrice: 5, quantity: 3, taxClass: 'REDUCED' })], given({ settings: NET }));
    expect(order.lines[0]?.tax).toBe(1); // 1.05, and not 3 × 0.35
    const half = [{ country: 'DE', region: null, taxClass: 'STANDARD', basisPoints: 1000 } as const];
    expect(priced([line({ unitPrice: 5 })], given({ settings: NET, taxRates: half })).lines[0]?.tax).toBe(1);
  });

  it('has a line for each class, and shipping joins the class of the shop’s setting', () => {
    const lines = [line(), line({ sku: 'B-1', taxClass: 'REDUCED' }), line({ sku: 'Z-1', taxClass: 'ZERO' })];
    const settings = { ...NET, shippingTaxClass: 'REDUCED' } as const;
    expect(priced(lines, given({ settings })).taxes).toEqual([
      { taxClass: 'STANDARD', rateBasisPoints: 1900, base: 1000, amount: 190 },
      { taxClass: 'REDUCED', rateBasisPoints: 700, base: 1490, amount: 104 },
      { taxClass: 'ZERO', rateBasisPoints: 0, base: 1000, amount: 0 },
    ]);
  });

  it('given a rate for the region, then it comes before the country’s, in whatever letters the region is written', () => {
    const taxRates = [
      { country: 'US', region: 'CA', taxClass: 'STANDARD', basisPoints: 725 },
      { country: 'US', region: null, taxClass: 'STANDARD', basisPoints: 0 },
    ] as const;
    const to = (region: string | null) =>
      priced([line()], given({ settings: NET, taxRates, shippingPlace: { country: 'US', region } })).lines[0]?.tax;
    expect([to('CA'), to(' ca '), to('OR'), to(null)]).toEqual([73, 73, 0, 0]);
  });

  it('given prices with tax and another country, then the price stays and the tax in it is that country’s', () => {
    const taxRates = [{ country: 'FR', region: null, taxClass: 'STANDARD', basisPoints: 2000 }] as const;
    const order = priced(
      [line({ unitPrice: 11_900 })],
      given({ taxRates, shippingPlace: { country: 'FR', region: null } }),
    );
    expect(order.lines[0]).toMatchObject({ lineTotal: 11_900, tax: 1_983 });
    expect(order.total).toBe(12_390);
  });

  test.each([
    ['no rate at all', [], null],
    ['a rate of another country', [{ country: 'FR', region: null, taxClass: 'STANDARD', basisPoints: 2000 }], null],
    ['a rate of another class', [{ country: 'DE', region: null, taxClass: 'REDUCED', basisPoints: 700 }], null],
    ['a rate of another region', [{ country: 'DE', region: 'BY', taxClass: 'STANDARD', basisPoints: 700 }], 'BE'],
  ] as const)('given %s, then the order is refused: never 0 %% in silence', (_what, taxRates, region) => {
    const context = given({ taxRates, shippingPlace: { country: 'DE', region } });
    expect(priceOrder([line()], context)).toMatchObject({ kind: 'invalid_shipping', field: 'shippingAddress.country' });
  });

  it('given no rate for shipping, then only free shipping can be had', () => {
    const taxRates = [{ country: 'DE', region: null, taxClass: 'REDUCED', basisPoints: 700 }] as const;
    const book = [line({ taxClass: 'REDUCED' })];
    expect(priceOrder(book, given({ taxRates }))).toMatchObject({ kind: 'invalid_shipping' });
    const free = given({ taxRates, tariffs: [{ ...PARCEL, freeFrom: 0 }] });
    expect(priced(book, free)).toMatchObject({ shipping: 0, shippingTax: 0, taxes: [{ taxClass: 'REDUCED' }] });
  });

  it('works in yen and dinars as in cents', () => {
    expect(priced([line({ unitPrice: 1_100 })], given({ currency: 'JPY' })).currency).toBe('JPY');
    expect(priced([line({ unitPrice: 1_100_000 })], given({ currency: 'KWD', settings: NET })).lines[0]?.tax).toBe(
      209_000,
    );
  });
});

describe('a promotion', () => {
  it('given a percentage, then the lines share it by largest remainder and tax follows the discounted amount', () => {
    const lines = ['A', 'B', 'C'].map((sku) => line({ sku, unitPrice: 333 }));
    const order = priced(lines, given({ settings: NET, promotion: code() }));
    expect(order).toMatchObject({ subtotal: 999, discount: 100, promotionCode: 'WINTER' });
    expect(order.lines.map(({ discount, lineTotal, tax }) => [discount, lineTotal, tax])).toEqual([
      [34, 299, 57],
      [33, 300, 57],
      [33, 300, 57],
    ]);
  });

  it('given an amount, then it takes off no more than the goods are worth, and nothing of shipping', () => {
    const benefit = { kind: 'amount', amount: 5_000, currency: 'EUR' } as const;
    const order = priced([line()], given({ promotion: code({ benefit }) }));
    expect(order).toMatchObject({ discount: 1000, shipping: 490, total: 490, tax: 78 });
  });

  it('given free shipping, then every method is free and there is no tax on it', () => {
    const order = priced([line()], given({ promotion: code({ benefit: { kind: 'free_shipping' } }) }));
    expect(order).toMatchObject({ discount: 0, shipping: 0, shippingTax: 0, total: 1000, methods: [{ price: 0 }] });
  });

  const before = new Date(NOW.getTime() - 1);
  const after = new Date(NOW.getTime() + 1);
  test.each([
    ['switched off', { active: false }, 'valid any more'],
    ['not begun', { startsAt: after }, 'not valid yet'],
    ['ended at this instant', { endsAt: NOW }, 'valid any more'],
    ['used up', { maxUses: 3, used: 3 }, 'used up'],
    ['used by this customer', { maxUsesPerCustomer: 1, usedByCustomer: 1 }, 'have used'],
    ['of another currency', { benefit: { kind: 'amount', amount: 1, currency: 'USD' } }, 'orders in USD'],
    ['with a minimum in another currency', { minimum: { amount: 1, currency: 'USD' } }, 'orders in USD'],
    ['with a higher minimum', { minimum: { amount: 1001, currency: 'EUR' } }, 'from 10.01 EUR'],
  ] as const)('that is %s is refused with its reason', (_what, change, reason) => {
    expect(priceOrder([line()], given({ promotion: code(change) }))).toEqual({
      kind: 'promotion_invalid',
      code: 'WINTER',
      message: expect.stringContaining(reason) as string,
    });
  });

  it('holds at its first instant, at its last one, with its last use and at its minimum', () => {
    const change = { startsAt: NOW, endsAt: after, maxUses: 3, used: 2, minimum: { amount: 1000, currency: 'EUR' } };
    expect(priced([line()], given({ promotion: code(change) })).discount).toBe(100);
    expect(priced([line()], given({ promotion: code({ startsAt: before }) })).discount).toBe(100);
  });

  it('that does not exist is refused, before an address is known', () => {
    const context = given({ promotion: { code: 'NOPE', found: null }, shippingPlace: null });
    expect(priceOrder([line()], context)).toMatchObject({ kind: 'promotion_invalid', code: 'NOPE' });
  });
});

describe('shipping', () => {
  it('takes the first step that bears the weight of all pieces', () => {
    const priceOf = (quantity: number) => priced([line({ quantity })], given()).shipping;
    expect([priceOf(10), priceOf(11), priceOf(100)]).toEqual([490, 990, 990]);
  });

  it('given more weight than any method bears, then it is refused', () => {
    expect(priceOrder([line({ quantity: 101 })], given())).toMatchObject({
      kind: 'invalid_shipping',
      field: 'shippingAddress.country',
    });
  });

  it('is free from an amount, counted after the discount', () => {
    const tariffs = [{ ...PARCEL, freeFrom: 1000 }];
    expect(priced([line()], given({ tariffs })).shipping).toBe(0);
    expect(priced([line()], given({ tariffs, promotion: code() })).shipping).toBe(490);
  });

  it('given a SKU without a weight, then the shop’s default counts, else the SKU is named', () => {
    const lines = [line({ weightGrams: null, sku: 'FEATHER' })];
    expect(priced(lines, given({ settings: { ...GROSS, defaultWeightGrams: 1_001 } })).shipping).toBe(990);
    expect(priceOrder(lines, given())).toEqual({
      kind: 'invalid_shipping',
      field: 'FEATHER.weightGrams',
      message: expect.stringContaining('FEATHER') as string,
    });
  });

  it('given a method that is not offered, then the field is named', () => {
    expect(priceOrder([line()], given({ shippingMethod: 'PIGEON' }))).toMatchObject({ field: 'shippingMethod' });
  });

  it('given goods that need none, then no method, address or weight is asked for, and the bill’s country gives the tax', () => {
    const voucher = [line({ requiresShipping: false, weightGrams: null })];
    const context = given({ shippingPlace: null, tariffs: [], shippingMethod: null });
    expect(priceOrder(voucher, context)).toMatchObject({ kind: 'incomplete', missing: 'billingAddress' });
    const billed = priced(voucher, { ...context, billingPlace: { country: 'DE', region: null } });
    expect(billed).toMatchObject({
      needsShipping: false,
      method: null,
      shipping: 0,
      shippingTax: 0,
      tax: 160,
      total: 1000,
    });
  });

  it('given some goods that need none, then only the others are weighed', () => {
    const lines = [line(), line({ sku: 'V-1', requiresShipping: false, weightGrams: 90_000 })];
    expect(priced(lines, given()).shipping).toBe(490);
  });
});

describe('what is not chosen yet', () => {
  it('given no address, then goods and discount are known and the rest is not', () => {
    expect(priceOrder([line()], given({ shippingPlace: null, promotion: code() }))).toMatchObject({
      kind: 'incomplete',
      missing: 'shippingAddress',
      subtotal: 1000,
      discount: 100,
      methods: [],
    });
  });

  it('given no method, then those that can be chosen are known', () => {
    expect(priceOrder([line()], given({ shippingMethod: null }))).toMatchObject({
      kind: 'incomplete',
      missing: 'shippingMethod',
      methods: [{ code: 'STANDARD', price: 490 }],
    });
  });
});
