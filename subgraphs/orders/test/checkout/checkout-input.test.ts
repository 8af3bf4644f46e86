import { emailAddress } from '@quartet/service-kit';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  hashOfCheckout,
  parseCheckout,
  type CheckoutInput,
  type CheckoutRequest,
} from '../../src/checkout/checkout.input.ts';
import { BERLIN } from './charges.ts';

const input = (change: Partial<CheckoutInput> = {}): CheckoutInput => ({
  idempotencyKey: 'key',
  cartVersion: 3,
  email: 'ada@example.org',
  expectedTotal: { amount: 1490, currency: 'EUR' },
  shippingAddress: BERLIN,
  shippingMethod: 'STANDARD',
  paymentMethod: 'sandbox_ok',
  ...change,
});

function request(change: Partial<CheckoutInput> = {}): CheckoutRequest {
  const parsed = parseCheckout(input(change), ['https://shop.example']);
  if ('kind' in parsed) throw new Error(parsed.message);
  return parsed;
}
const hash = (change: Partial<CheckoutInput> = {}) => hashOfCheckout(request(change));

describe('text that no page of a shop sends', () => {
  it.each(['\0', '\ud83d', '\u202e', '\u200b'])('%j is refused in every field', (character) => {
    const fields = ['name', 'company', 'line1', 'line2', 'city', 'region', 'postalCode'] as const;
    for (const field of fields) {
      const wrong = { ...BERLIN, [field]: `a${character}b` };
      for (const address of ['shippingAddress', 'billingAddress'] as const) {
        expect(parseCheckout(input({ [address]: wrong }), [])).toMatchObject({
          kind: 'invalid_shipping',
          field: `${address}.${field}`,
        });
      }
    }
    for (const field of ['idempotencyKey', 'shippingMethod', 'paymentMethod', 'promotionCode', 'vatId'] as const) {
      expect(() => request({ [field]: `a${character}b` })).toThrow(field);
    }
  });

  it('is refused where it is too long, and numbers where they are none', () => {
    const long = 'x'.repeat(10_000_000);
    for (const field of ['idempotencyKey', 'shippingMethod', 'paymentMethod', 'promotionCode', 'vatId'] as const) {
      expect(() => request({ [field]: long })).toThrow(field);
    }
    for (const cartVersion of [Number.NaN, 1.5, Infinity])
      expect(() => request({ cartVersion })).toThrow('cartVersion');
    expect(() => request({ expectedTotal: { amount: Number.NaN, currency: 'EUR' } })).toThrow('expectedTotal');
    expect(() => request({ expectedTotal: { amount: 1, currency: 'XXX' } })).toThrow('expectedTotal');
  });
});

describe('two inputs are the same', () => {
  it('where texts differ in form alone, absent is null, and fields stand in another order', () => {
    const address = { ...BERLIN, name: 'Ren\u00e9e Zo\u00eb' };
    const other = {
      name: 'Rene\u0301e  Zoe\u0308',
      ...Object.fromEntries(Object.entries(BERLIN).slice(1).toReversed()),
    };
    expect(hash({ shippingAddress: other as typeof address, vatId: null })).toBe(hash({ shippingAddress: address }));
    expect(hash({ promotionCode: '', billingAddress: null })).toBe(hash());
    expect(hash({ idempotencyKey: 'another' })).toBe(hash());
  });

  it('and others where anything else is another', () => {
    const others: Partial<CheckoutInput>[] = [
      { cartVersion: 4 },
      { expectedTotal: { amount: 1491, currency: 'EUR' } },
      { expectedTotal: { amount: 1490, currency: 'USD' } },
      { shippingAddress: { ...BERLIN, line2: 'Back' } },
      { billingAddress: BERLIN },
      { shippingMethod: 'EXPRESS' },
      { promotionCode: 'TEN' },
      { vatId: 'DE1' },
      { paymentMethod: 'sandbox_declined' },
      { email: 'eve@example.org' },
      { returnUrl: 'https://shop.example/back' },
    ];
    expect(new Set([hash(), ...others.map((change) => hash(change))]).size).toBe(others.length + 1);
  });

  it('in the form that is stored: another build gives the same one', () => {
    expect(hash()).toMatchInlineSnapshot(`"1:69a9e422a0ba30f026ec8fcac0835b95673dc435bbfca0a6fdaebf9a876a02e0"`);
  });
});

test('every address that the schema of accounts accepts can buy, in the form that accounts keep', () => {
  const letters = "abcXYZ0189!#$%&'*+/=?^_`{|}~-.";
  const local = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 70 });
  const host = fc.oneof(fc.domain(), fc.constantFrom('localhost', 'xn--bcher-kva.example', 'EXAMPLE.org', '-x.org'));
  const address = fc.oneof(
    fc.tuple(local, host).map(([name, domain]) => `${name}@${domain}`),
    fc.emailAddress(),
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => `${text}@example.org`),
  );
  fc.assert(
    fc.property(address, (email) => {
      const accepted = emailAddress.safeParse(email);
      if (!accepted.success) {
        expect(() => request({ email })).toThrow(/^email: /);
        return;
      }
      expect(request({ email }).email).toBe(accepted.data);
      // The same order, however the address is typed: the key answers it again.
      expect(hash({ email: email.toUpperCase() })).toBe(hash({ email }));
    }),
    { numRuns: 2_000 },
  );
});
