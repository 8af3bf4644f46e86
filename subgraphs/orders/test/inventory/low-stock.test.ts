import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasFallen, isLow } from '../../src/inventory/low-stock.ts';
import { joinChanges } from '../../src/inventory/stock.ts';

const state = fc.record({
  available: fc.integer({ min: 0, max: 6 }),
  threshold: fc.option(fc.integer({ min: 0, max: 6 })),
});

describe('a low stock', () => {
  it.each([
    [6, 5, 5, true],
    [6, 0, 5, true],
    [5, 4, 5, false],
    [4, 6, 5, false],
    [1, 0, 0, true],
    [0, 0, 0, false],
    [9, 0, null, false],
  ])('from %i to %i with the threshold %s is news: %s', (from, to, threshold, expected) => {
    expect(hasFallen({ available: from, threshold }, { available: to, threshold })).toBe(expected);
  });

  it('is told once for each time that it begins, and again only after it has ended', () => {
    fc.assert(
      fc.property(fc.array(state, { minLength: 1, maxLength: 40 }), (states) => {
        let told = 0;
        let wasLow = isLow(states[0]!);
        for (let at = 1; at < states.length; at++) {
          const [before, after] = [states[at - 1]!, states[at]!];
          const isNews = hasFallen(before, after);
          // Never twice in a row without having been above in between.
          if (isNews) expect(wasLow).toBe(false);
          wasLow = isLow(after);
          told += isNews ? 1 : 0;
        }
        const low = states.map(isLow);
        const begins = low.filter((isNow, at) => at > 0 && isNow && !low[at - 1]).length;
        expect(told).toBe(begins);
      }),
    );
  });

  it('is judged by what a transaction leaves: changes within it are one', () => {
    const level = { sku: 'A', onHand: 3, reserved: 3, version: 8, threshold: 0 };
    const other = { ...level, sku: 'B', rise: -1 };
    const joined = joinChanges([{ ...level, reserved: 1, version: 7, rise: 2 }, other, { ...level, rise: -2 }]);
    expect(joined).toEqual([{ ...level, rise: 0 }, other]);
  });
});
