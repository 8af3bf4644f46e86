import fc from 'fast-check';
import { GraphQLCurrency } from 'graphql-scalars';
import { expect, test } from 'vitest';
import {
  currencyCode,
  currencyCodes,
  isCurrency,
  majorUnits,
  minorDigits,
  parseMoney,
} from '../src/values/currency.ts';

const currency = fc.constantFrom(...currencyCodes);

test('every currency of a price can be shown by the graph', () => {
  for (const code of currencyCodes) expect(GraphQLCurrency.serialize(code)).toBe(code);
  expect(currencyCodes.length).toBe(new Set(currencyCodes).size);
});

test.each([
  ['HUF', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['ISK', 0],
  ['UGX', 0],
  ['KWD', 3],
  ['CLF', 4],
])('%s has %i digits', (code, digits) => {
  expect(minorDigits(code)).toBe(digits);
});

test.each(['RMB', 'eur', 'XXX', 'XAU', '', 'constructor', '__proto__', 'EURO'])(
  '%j is no currency of a price',
  (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(parseMoney('1', code)).toMatchObject({ ok: false });
  },
);

test('an amount written out is read as the same minor units', () => {
  fc.assert(
    fc.property(currency, fc.maxSafeNat(), (code, amount) => {
      const digits = minorDigits(code) ?? 0;
      const written = majorUnits(amount, code);
      expect(parseMoney(written, code)).toEqual({ ok: true, amount });
      if (digits > 0) expect(parseMoney(`${written}0`, code)).toEqual({ ok: true, amount });
    }),
  );
});

test.each([
  ['eur', '"eur" is not a currency: write EUR'],
  ['RMB', '"RMB" is not a currency of ISO 4217 such as EUR'],
])('the schema says what is wrong with %j', (code, problem) => {
  expect(currencyCode.safeParse(code).error?.issues[0]?.message).toBe(problem);
});

test('amounts are shown exactly, with the digits of ISO 4217', () => {
  expect(majorUnits(1_999, 'HUF')).toBe('19.99');
  expect(majorUnits(5, 'KWD')).toBe('0.005');
  expect(majorUnits(-5, 'EUR')).toBe('-0.05');
  expect(majorUnits(Number.MAX_SAFE_INTEGER, 'EUR')).toBe('90071992547409.91');
});

test.each([
  ['1.299', 'EUR', /too many decimals: EUR has 2 decimals/],
  ['1.005', 'EUR', /too many decimals/],
  ['19.99', 'JPY', /JPY has no decimals/],
  ['1,299.00', 'EUR', /not an amount/],
  ['1.299,00', 'EUR', /not an amount/],
  ['-1', 'EUR', /not an amount/],
  ['1e3', 'EUR', /not an amount/],
  ['', 'EUR', /not an amount/],
  ['.5', 'EUR', /not an amount/],
  ['٣', 'EUR', /not an amount/],
  ['90071992547409.92', 'EUR', /too large/],
  ['9'.repeat(40), 'EUR', /not an amount/],
])('%s %s is refused', (text, code, problem) => {
  const parsed = parseMoney(text, code);
  expect(parsed.ok ? '' : parsed.problem).toMatch(problem);
});
