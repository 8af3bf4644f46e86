import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../src/passwords/hashing.ts';
import { normalPassword } from '../src/passwords/normal-password.ts';
import { passwordProblems } from '../src/passwords/password-rules.ts';

const EMAIL = 'grace-hopper@example.org';
const TOO_LONG = 'It must have at most 128 characters';
const COMMON = 'It is one of those that are tried first';
const UNREADABLE = 'It has a character that cannot be typed';

test.each([
  ['short', ['It must have at least 10 characters']],
  ['x1y2'.repeat(33), [TOO_LONG]],
  ['Password123', [COMMON]],
  ['Ｐａｓｓｗｏｒｄ１２３', [COMMON]],
  ['aaaaaaaaaaaaaaa', [COMMON]],
  ['my-grace-hopper-1', ['It must not contain your e-mail address']],
  ['ｇｒａｃｅ－ｈｏｐｐｅｒ‐1', ['It must not contain your e-mail address']],
  // Ten characters that become five.
  ['e\u0301a\u0301o\u0301u\u0301i\u0301', ['It must have at least 10 characters']],
  ['a-quiet\0hill-in-may', [UNREADABLE]],
  ['a-quiet\ud800hill-in-may', [UNREADABLE]],
  // Of these each becomes 18 characters.
  ['\ufdfa'.repeat(128), [TOO_LONG]],
  ['long '.repeat(100_000), [TOO_LONG]],
])('a weak password says why (%#)', (password, reasons) => {
  expect(passwordProblems(password, EMAIL).toSorted()).toEqual(reasons.toSorted());
});

test.each(['a-quiet-hill-in-may', 'ten chars!', '한국어비밀번호열글자네', 'مرحبا بالعالم', 'family 👨‍👩‍👧 & friends'])(
  'a good password: %s',
  (password) => {
    expect(passwordProblems(password, EMAIL)).toEqual([]);
  },
);

test('the forms of one password are one password, and half of a character is none', async () => {
  const hash = await hashPassword('crème-brûlée-ﬁve');
  for (const same of ['crème-brûlée-ﬁve', 'crème-brûlée-five', 'crème-brûlée-ﬁve'.normalize('NFD')])
    expect(await verifyPassword(hash, same)).toBe(true);
  for (const other of ['creme-brulee-five', 'crème-brûlée-five\0', '', 'x'.repeat(100_000)])
    expect(await verifyPassword(hash, other)).toBe(false);
  // As bytes these two are equal.
  const replaced = await hashPassword('a-quiet-\ufffd-hill');
  expect(await verifyPassword(replaced, 'a-quiet-\ufffd-hill')).toBe(true);
  expect(await verifyPassword(replaced, 'a-quiet-\ud800-hill')).toBe(false);
  await expect(hashPassword('a-quiet-\ud800-hill')).rejects.toThrow('cannot be a password');
});

test('what is accepted is one password in each of its forms', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('ộ', '각', 'ﬁ', 'ᾧ'),
  );
  const text = fc.array(unit, { minLength: 10, maxLength: 128 }).map((characters) => characters.join(''));
  fc.assert(
    fc.property(text, (password) => {
      fc.pre(passwordProblems(password, EMAIL).length === 0);
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
        expect(normalPassword(password.normalize(form))).toBe(normalPassword(password));
        expect(passwordProblems(password.normalize(form), EMAIL)).toEqual([]);
      }
    }),
    { numRuns: 2_000 },
  );
});
