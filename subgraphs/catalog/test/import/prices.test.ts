import { currencyCodes, majorUnits } from '@quartet/service-kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLine } from '../../src/import/line.ts';

/** The price of a line of JSON, or why there is none. */
function priceOf(fields: string, currency = 'EUR') {
  const parsed = parseLine(`{"sku":"a","title":"T",${fields}}`, currency);
  return parsed.ok ? parsed.line.price : parsed.reason;
}

test.each([
  ['"price":19.99,"currency":"HUF"', { amount: 1999, currency: 'HUF' }],
  ['"price":19.99', { amount: 1999, currency: 'EUR' }],
  ['"price":"19.990"', { amount: 1999, currency: 'EUR' }],
  ['"price":0.07', { amount: 7, currency: 'EUR' }],
  ['"price":1.10', { amount: 110, currency: 'EUR' }],
  ['"price":4.35', { amount: 435, currency: 'EUR' }],
  ['"price":1999,"currency":"JPY"', { amount: 1999, currency: 'JPY' }],
  ['"price":1.005,"currency":"KWD"', { amount: 1005, currency: 'KWD' }],
  ['"priceCents":1999,"currency":"JPY"', { amount: 1999, currency: 'JPY' }],
  ['"priceCents":1999,"currency":"KWD"', { amount: 1999, currency: 'KWD' }],
  ['"price":{"amount":1999,"currency":"USD"}', { amount: 1999, currency: 'USD' }],
  ['"priceCents":1999,"price":19.99', { amount: 1999, currency: 'EUR' }],
  // none, or 0, or nothing: a draft
  ['"brand":"B"', null],
  ['"price":0', null],
  ['"price":"0.00"', null],
  ['"price":""', null],
])('%s is read exactly', (fields, price) => {
  expect(priceOf(fields)).toEqual(price);
});

test.each([
  ['"price":1.299', /too many decimals: EUR has 2/],
  ['"price":1.005', /too many decimals/],
  ['"price":19.990000000000000001', /not an amount/],
  ['"price":"19.99","currency":"JPY"', /JPY has no decimals/],
  ['"price":"1,299.00"', /^price: "1,299.00" is not an amount such as 19.99$/],
  ['"price":"1.299,00"', /not an amount/],
  ['"price":"1 299,00"', /not an amount/],
  ['"price":"1\\u00a0299.00"', /not an amount/],
  ['"price":"€ 19,99"', /not an amount/],
  ['"price":"19,99"', /not an amount/],
  ['"price":-5', /not an amount/],
  ['"price":"1e3"', /not an amount/],
  ['"price":1e400', /price: /],
  ['"price":1e21', /not an amount/],
  ['"price":"Infinity"', /not an amount/],
  ['"price":"NaN"', /not an amount/],
  ['"price":"١٩"', /not an amount/],
  ['"price":"１９"', /not an amount/],
  ['"price":true', /^price: must be a number such as 19.99/],
  ['"price":90071992547409.93', /price: .*(too large|above the limit)/],
  ['"priceCents":9007199254740993', /priceCents: "9007199254740993" is not a whole number/],
  ['"priceCents":19.99999999999999999', /"19.99999999999999999" is not a whole number/],
  ['"priceCents":1999.0000000000000001', /is not a whole number/],
  ['"priceCents":19.99', /"19.99" is not a whole number of minor units/],
  ['"priceCents":-1', /^priceCents: /],
  ['"price" :\t19.990000000000000001', /not an amount/],
  ['"pr\\u0069ce":19.990000000000000001', /not an amount/],
  ['"price":{"currency":"EUR","amount": 1999.0000000000000001}', /is not a whole number/],
  ['"price":1e0000000000000001', /not an amount/],
  ['"priceCents":999999999999999', /above the limit/],
  ['"priceCents":1999,"price":20', /it says 2000, and priceCents 1999/],
  ['"price":5,"currency":"RMB"', /^currency: "RMB" is not a currency of ISO 4217/],
  ['"price":5,"currency":"eur"', /^currency: "eur" is not a currency: write EUR/],
  ['"currency":"XXX"', /^currency: /],
  ['"price":{"amount":5,"currency":"RMB"}', /^currency: /],
  ['"price":{"amount":5,"currency":"USD"},"currency":"EUR"', /its currency is USD/],
])('%s is refused', (fields, reason) => {
  expect(priceOf(fields)).toMatch(reason);
});

test('every amount of every currency comes out as it was written, as a number and as text', () => {
  const amounts = fc.integer({ min: 1, max: 10_000_000_000_000 });
  fc.assert(
    fc.property(fc.constantFrom(...currencyCodes), amounts, (currency, amount) => {
      const written = majorUnits(amount, currency);
      for (const price of [written, `"${written}"`]) {
        expect(priceOf(`"price":${price},"currency":"${currency}"`)).toEqual({ amount, currency });
      }
    }),
  );
});
