import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, cutText, forbiddenIn, lineText, linesText, sameText } from '../src/values/text.ts';

// Text as strangers send it: any UTF-16 units, with many of those that cause trouble.
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        '\0',
        '\ud83d',
        '\udc00',
        '\u200b',
        '\u200d',
        '\u200c',
        '\u202e',
        '\ufe0f',
        'e\u0301',
        'é',
        '👩‍🚀',
        'क्ष',
      ),
      fc.constantFrom(' ', '\t', '\r\n', '\u2028', '\ufeff', '\uffff', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇩🇪', 'می‌خواهم', '葛󠄀'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('clean text is well-formed, NFC and shows all that it holds', () => {
  fc.assert(
    fc.property(hostile, fc.boolean(), (raw, lines) => {
      const { text } = cleanText(raw, { lines });
      expect(text.isWellFormed()).toBe(true);
      expect(text).toBe(text.normalize('NFC'));
      expect(text).toBe(text.trim());
      expect(forbiddenIn(text)).toBeUndefined();
      expect(cleanText(text, { lines })).toEqual({ text, removed: [] });
    }),
  );
});

test('cut text is a beginning, short enough, and stays what it is when it is cleaned or cut again', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 20 }), (raw, max) => {
      const { text } = cleanText(raw);
      const cut = cutText(text, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(text.startsWith(cut)).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
      expect(cleanText(cut).text).toBe(cut.trim());
      expect(cutText(cut, max)).toBe(cut);
    }),
  );
});

test.each([
  ['\0', 'U+0000'],
  ['a\u001bb', 'U+001B'],
  ['half \ud83d an emoji', 'U+D83D'],
  ['zero\u200bwidth', 'U+200B'],
  ['abc\u202edcb', 'U+202E'],
  ['\u2066isolated', 'U+2066'],
  ['\ufeffbom', 'U+FEFF'],
  ['soft\u00adhyphen', 'U+00AD'],
  ['joiner\u200dbetween', 'U+200D'],
  ['filler\u3164', 'U+3164'],
  ['no character \uffff', 'U+FFFF'],
])('%j holds %s', (raw, name) => {
  expect(forbiddenIn(raw)).toBe(name);
  expect(cleanText(raw).removed).toEqual([name]);
});

test.each(['👩‍🚀', '❤️', '1️⃣', 'می‌خواهم', 'क्‍ष', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '葛󠄀', 'naïve', 'a\tb\nc', '東京'])('%j may stay', (text) => {
  expect(forbiddenIn(text)).toBeUndefined();
});

test('white space: folded in a line, kept between lines', () => {
  expect(cleanText(' a \t b\r\nc\u2028d ').text).toBe('a b c d');
  expect(cleanText(' a \t b \r\nc\u2028  d ', { lines: true }).text).toBe('a \t b\nc\n  d');
});

test('an emoji is cut off whole', () => {
  expect(cutText('ab👩‍🚀', 6)).toBe('ab');
  expect(cutText('ab👩‍🚀', 7)).toBe('ab👩‍🚀');
  expect(cutText('abe\u0301', 3)).toBe('ab');
});

test('the same for people: case and normal form', () => {
  expect(new Set(['Café', 'CAFÉ', 'Cafe\u0301', ' café '].map(sameText))).toEqual(new Set(['café']));
  expect(new Set(['STRASSE', 'Straße', 'STRAẞE'].map(sameText))).toEqual(new Set(['strasse']));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 6 }), (text) => {
      const key = sameText(text);
      expect([key, text.toLowerCase(), text.toUpperCase()].map(sameText)).toEqual([key, key, key]);
    }),
    { numRuns: 2_000 },
  );
  expect(sameText('C++')).not.toBe(sameText('C#'));
});

test('what a person typed is cleaned, or refused in words', () => {
  const name = lineText({ max: 5 });
  expect(name.parse(' Ade\u0301  ')).toBe('Adé');
  const problem = (raw: unknown) => name.safeParse(raw).error?.issues[0]?.message;
  expect(problem('a\u202eb')).toBe('has the character U+202E, which cannot be shown');
  expect(problem('  ')).toBe('is empty');
  expect(problem('abcdef')).toBe('is longer than 5 characters');
  expect(problem('a'.repeat(10_000_000))).toBe('is longer than 5 characters');
  expect(linesText({ max: 10 }).parse('a\r\nb')).toBe('a\nb');
});
