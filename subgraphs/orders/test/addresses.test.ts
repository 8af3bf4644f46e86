import { emailAddress } from '@quartet/service-kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOfRequest, parseOrderRequest, type OrderRequest } from '../src/ordering/place-order.input.ts';

function order(email: string): OrderRequest {
  const parsed = parseOrderRequest({
    userId: null,
    email,
    lines: [{ sku: 'S-1', quantity: 1 }],
    shippingAddress: { name: 'Ada', line1: 'Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
    shippingMethod: 'STANDARD',
    idempotencyKey: 'key',
  });
  if ('wrongAddressField' in parsed) throw new Error(parsed.wrongAddressField);
  return parsed;
}

test.each(['ada%x@example.org', "o'hara+{shop}@example.org", 'ADA@EXAMPLE.ORG', ' ada@sub.example.org '])(
  'an address that can have an account can order: %s',
  (email) => {
    expect(order(email).email).toBe(email.trim().toLowerCase());
  },
);

test('every address that the schema of accounts accepts orders, in the form that accounts keep', () => {
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
        expect(() => order(email)).toThrow(/^email: /);
        return;
      }
      expect(order(email).email).toBe(accepted.data);
      // The same order, however the address is typed: the idempotency key answers it again.
      expect(hashOfRequest(order(email.toUpperCase()))).toBe(hashOfRequest(order(email)));
    }),
    { numRuns: 3_000 },
  );
});
