import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameKey } from '../src/values/name-key.ts';

const alphabet = new Intl.Collator('en', { sensitivity: 'base' });
const byKey = (a: string, b: string): number => {
  const [x, y] = [nameKey(a), nameKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
};

test('names are in the order of the alphabet, whatever their case and accents', () => {
  const names = [
    'zoo',
    'Äpfel',
    'apple',
    'Zebra',
    'Élan',
    'elan vital',
    'élan',
    'Ångström',
    'banana',
    'Ęta',
    'ñandu',
    'Nandu',
  ];
  expect(names.toSorted(byKey)).toEqual(names.toSorted(alphabet.compare));
});

test.each([
  ['elan', 'Élan'],
  ['E\u0301lan', 'Élan'],
  ['Straße', 'STRASSE'],
  ['Øre', 'ore'],
  ['ＦＵＬＬ', 'full'],
  ['  a  b ', 'A B'],
])('%j and %j have one place', (a, b) => {
  expect(nameKey(a)).toBe(nameKey(b));
});

test('blanks, signs, digits, Latin letters, others', () => {
  const names = ['a b', 'a-b', 'a(b)', 'a9', 'ab', 'aж'];
  expect(names.toReversed().toSorted(byKey)).toEqual(names);
});

test('the key is plain ASCII of bounded length, and its order is that of the alphabet', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
      expect(nameKey(name)).toMatch(/^[\x21-\x7e]{0,800}$/);
    }),
  );
  const plain = fc
    .string({ unit: fc.constantFrom(...'abzABZ äéñÖ-_,.!?\'"()059'), maxLength: 8 })
    .map((name) => name.trim());
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      const [x, y] = [a.replace(/\s+/g, ' '), b.replace(/\s+/g, ' ')];
      expect(Math.sign(byKey(x, y))).toBe(Math.sign(alphabet.compare(x, y)));
    }),
  );
});
