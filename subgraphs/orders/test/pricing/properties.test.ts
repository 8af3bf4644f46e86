import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sumOf } from '../../src/pricing/amounts.ts';
import type { Benefit } from '../../src/pricing/discount.ts';
import { priceOrder, type LineToPrice } from '../../src/pricing/price-order.ts';
import { TAX_CLASSES } from '../../src/sku-catalog/sku.ts';
import { code, given, line, PARCEL, priced } from './orders.ts';

const anyLine: fc.Arbitrary<LineToPrice> = fc
  .record({
    sku: fc.uuid(),
    quantity: fc.integer({ min: 1, max: 1_000 }),
    unitPrice: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 40_000_000_000 })),
    taxClass: fc.constantFrom(...TAX_CLASSES),
    weightGrams: fc.integer({ min: 0, max: 100 }),
    requiresShipping: fc.boolean(),
  })
  .map(line);

const benefit: fc.Arbitrary<Benefit> = fc.oneof(
  fc.record({ kind: fc.constant('percentage' as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
  fc.record({
    kind: fc.constant('amount' as const),
    amount: fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 4_000_000_000_000 })),
    currency: fc.constant('EUR'),
  }),
  fc.constant({ kind: 'free_shipping' as const }),
);

const rate = fc.integer({ min: 0, max: 10_000 });

const anyOrder = fc.record({
  lines: fc.array(anyLine, { minLength: 1, maxLength: 100 }),
  context: fc
    .record({
      settings: fc.record({
        pricesIncludeTax: fc.boolean(),
        defaultWeightGrams: fc.constant(null),
        shippingTaxClass: fc.constantFrom(...TAX_CLASSES),
      }),
      taxRates: fc
        .tuple(rate, rate, rate)
        .map((rates) =>
          TAX_CLASSES.map((taxClass, at) => ({ country: 'DE', region: null, taxClass, basisPoints: rates[at]! })),
        ),
      tariffs: fc
        .record({
          freeFrom: fc.option(fc.integer({ min: 0, max: 100_000 })),
          steps: fc.integer({ min: 0, max: 10_000_000_000_000 }).map((price) => [{ upToGrams: 100_000_000, price }]),
        })
        .map((tariff) => [{ ...PARCEL, ...tariff }]),
      promotion: fc.option(benefit.map((one) => code({ benefit: one }))),
    })
    .map((context) => given({ ...context, billingPlace: { country: 'DE', region: null } })),
});

it('every order adds up, in whole units within 53 bits', () => {
  fc.assert(
    fc.property(anyOrder, ({ lines, context }) => {
      const order = priced(lines, context);
      expect(order.subtotal).toBe(sumOf(lines.map(({ unitPrice, quantity }) => unitPrice * quantity)));
      expect(order.discount).toBe(sumOf(order.lines.map(({ discount }) => discount)));
      expect(order.tax).toBe(sumOf(order.lines.map(({ tax }) => tax)) + order.shippingTax);
      expect(order.tax).toBe(sumOf(order.taxes.map(({ amount }) => amount)));
      const onTop = order.pricesIncludeTax ? 0 : order.tax;
      expect(order.total).toBe(order.subtotal - order.discount + order.shipping + onTop);
      // without tax the bases are what is left of the total
      expect(sumOf(order.taxes.map(({ base }) => base)) + order.tax).toBe(order.total);

      for (const item of order.lines) {
        expect(item.lineTotal).toBe(item.unitPrice * item.quantity - item.discount);
        expect(item.discount >= 0 && item.lineTotal >= 0 && item.tax >= 0).toBe(true);
        if (order.pricesIncludeTax) expect(item.tax).toBeLessThanOrEqual(item.lineTotal);
      }
      const amounts = [order.subtotal, order.discount, order.shipping, order.tax, order.shippingTax, order.total];
      expect(amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
    }),
  );
});

it('the order of the lines changes no sum but by the discount’s last units', () => {
  fc.assert(
    fc.property(anyOrder, ({ lines, context }) => {
      const withoutCode = { ...context, promotion: null };
      const [one, other] = [priced(lines, withoutCode), priced(lines.toReversed(), withoutCode)];
      expect({ ...one, lines: null, taxes: null }).toEqual({ ...other, lines: null, taxes: null });
      expect(new Set(other.taxes.map((tax) => JSON.stringify(tax)))).toEqual(
        new Set(one.taxes.map((tax) => JSON.stringify(tax))),
      );
    }),
  );
});

it('a better code never costs more', () => {
  fc.assert(
    fc.property(anyOrder, fc.tuple(rate, rate), ({ lines, context }, rates) => {
      const tariffs = [{ ...PARCEL, steps: [{ upToGrams: 100_000_000, price: 490 }] }];
      const [small, large] = rates
        .toSorted((a, b) => a - b)
        .map((basisPoints) => {
          const promotion = code({ benefit: { kind: 'percentage', basisPoints } });
          return priced(lines, { ...context, tariffs, promotion });
        });
      expect(large!.discount).toBeGreaterThanOrEqual(small!.discount);
    }),
  );
});

it('what is worth more than can be added up exactly is refused in words', () => {
  const lines = [line({ unitPrice: 10_000_000_000_000, quantity: 1_000 })];
  expect(() => priceOrder(lines, given())).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  const many = Array.from({ length: 100 }, (_, at) =>
    line({ sku: String(at), unitPrice: 40_000_000_001, quantity: 1_000 }),
  );
  expect(() => priceOrder(many, given())).toThrow('divide it');
});
