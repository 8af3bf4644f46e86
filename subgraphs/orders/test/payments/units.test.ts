import { currencyCodes, minorDigits } from '@quartet/service-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromProviderUnits, ISO_UNITS, STRIPE_UNITS, toProviderUnits } from '../../src/payments/provider/units.ts';

describe('amounts at Stripe', () => {
  it.each([
    ['EUR', 1_999, 1_999],
    ['JPY', 1_999, 1_999],
    ['KRW', 50_000, 50_000],
    ['HUF', 199_900, 199_900],
    // no minor unit, but written with two zeros
    ['ISK', 1_999, 199_900],
    ['UGX', 5_000, 500_000],
    // a minor unit that Stripe does not write
    ['MGA', 500_000, 5_000],
    // three digits, of which the last is 0
    ['KWD', 1_230, 1_230],
    ['BHD', 10, 10],
  ])('%s: %s of ISO 4217 is %s', (currency, iso, written) => {
    expect(toProviderUnits(STRIPE_UNITS, iso, currency)).toBe(written);
    expect(fromProviderUnits(STRIPE_UNITS, written, currency)).toBe(iso);
  });

  it.each([
    ['KWD', 1_234],
    ['TND', 1],
    ['MGA', 150],
    ['IQD', 1_000],
    ['XXX', 100],
    ['EUR', 0.5],
    ['ISK', Number.MAX_SAFE_INTEGER],
  ])('%s %s cannot be written, and is not rounded', (currency, amount) => {
    expect(toProviderUnits(STRIPE_UNITS, amount, currency)).toBeNull();
  });

  it('what Stripe writes without a whole minor unit of ours is an error', () => {
    expect(() => fromProviderUnits(STRIPE_UNITS, 150, 'ISK')).toThrow(RangeError);
  });
});

it.each([
  ['Stripe', STRIPE_UNITS],
  ['the sandbox', ISO_UNITS],
])('%s: every amount that can be written comes back as it was', (_name, units) => {
  fc.assert(
    fc.property(fc.constantFrom(...currencyCodes), fc.nat({ max: 10 ** 12 }), (currency, amount) => {
      const written = toProviderUnits(units, amount, currency);
      if (written !== null) expect(fromProviderUnits(units, written, currency)).toBe(amount);
      else expect(units).toBe(STRIPE_UNITS);
    }),
  );
});

it('no exception is one of a currency that there is not', () => {
  const named = [...Object.keys(STRIPE_UNITS.digits), ...Object.keys(STRIPE_UNITS.steps), ...STRIPE_UNITS.without];
  expect(named.filter((code) => minorDigits(code) === undefined)).toEqual([]);
});
