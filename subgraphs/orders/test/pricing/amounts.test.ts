import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { product, proportion, spread, sumOf } from '../../src/pricing/amounts.ts';

const MAX = 4_000_000_000_000_000;
const amount = fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: MAX / 100 }));

describe('a proportion', () => {
  test.each([
    [1000, 1900, 10_000, 190],
    [5, 1000, 10_000, 1], // 0.5 is rounded up
    [4, 1000, 10_000, 0],
    [119, 1900, 11_900, 19],
    [0, 1900, 10_000, 0],
    [4_000_000_000_000_000, 9_999, 10_000, 3_999_600_000_000_000],
    [3_999_999_999_999_999, 9_999, 10_000, 3_999_599_999_999_999], // …999.0001
  ])('of %i by %i of %i is %i', (whole, part, by, expected) => {
    expect(proportion(whole, part, by)).toBe(expected);
  });

  it('is off by half a unit at most, exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX }), fc.integer({ min: 0, max: 10_000 }), (whole, part) => {
        const twice = 2n * (BigInt(proportion(whole, part, 10_000)) * 10_000n - BigInt(whole) * BigInt(part));
        expect(twice > -10_000n && twice <= 10_000n).toBe(true);
      }),
    );
  });
});

describe('a product', () => {
  it('is exact beyond 53 bits: what is too much is undefined', () => {
    expect(product(10_000_000_000_000, 400, MAX)).toBe(MAX);
    expect(product(10_000_000_000_000, 401, MAX)).toBeUndefined();
    expect(product(10_000_000_000_000, 1_000, MAX)).toBeUndefined();
  });
});

describe('a total spread by largest remainder', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [10, [999, 1], [10, 0]],
    [5, [0, 0], [0, 0]],
    [7, [3, 0, 4], [3, 0, 4]],
    [1, [2, 3], [0, 1]],
    [
      3_999_999_999_999_999,
      [2_000_000_000_000_000, 2_000_000_000_000_000],
      [2_000_000_000_000_000, 1_999_999_999_999_999],
    ],
  ])('%i over %j is %j', (total, weights, shares) => {
    expect(spread(total, weights)).toEqual(shares);
  });

  it('adds up, gives no share above its weight, and is fair to one unit', () => {
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 100 }).filter((all) => sumOf(all) > 0),
        fc.nat({ max: 10_000 }),
        (weights, tenThousandth) => {
          const whole = sumOf(weights);
          const total = proportion(whole, tenThousandth, 10_000);
          const shares = spread(total, weights);
          expect(sumOf(shares)).toBe(total);
          for (const [at, share] of shares.entries()) {
            const weight = weights[at]!;
            expect(share >= 0 && share <= weight).toBe(true);
            const off = BigInt(share) * BigInt(whole) - BigInt(total) * BigInt(weight);
            expect(off > -BigInt(whole) && off < BigInt(whole)).toBe(true);
          }
        },
      ),
    );
  });
});
