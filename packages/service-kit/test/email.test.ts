import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emailAddress } from '../src/values/email.ts';

test.each([
  ['ada%x@example.org', 'ada%x@example.org'],
  ['  Ada.Lovelace+shop@Example.ORG ', 'ada.lovelace+shop@example.org'],
  ["o'brien@example.co.uk", "o'brien@example.co.uk"],
  ['a@xn--mnchen-3ya.example', 'a@xn--mnchen-3ya.example'],
])('%j is an address', (raw, address) => {
  expect(emailAddress.parse(raw)).toBe(address);
});

test.each([
  'ada',
  'ada@',
  '@example.org',
  'ada@localhost',
  'ada@@example.org',
  'a b@example.org',
  'ada@example..org',
  '.ada@example.org',
  'ada.@example.org',
  'ada@-example.org',
  'ada\0@example.org',
  'ada@exam\u200bple.org',
  '"ada"@example.org',
  'ada@example.org\nBcc: eve@example.org',
  `${'a'.repeat(65)}@example.org`,
  `ada@${'a.'.repeat(125)}org`,
])('%j is none', (raw) => {
  expect(emailAddress.safeParse(raw).success).toBe(false);
});

test('an address that was taken is taken again, as it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string()), (raw) => {
      const parsed = emailAddress.safeParse(raw);
      if (parsed.success) expect(emailAddress.parse(parsed.data)).toBe(parsed.data);
    }),
  );
});
