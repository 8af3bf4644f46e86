import { expect, test } from 'vitest';
import { parseLine, productOf, type CheckedLine } from '../../src/import/line.ts';
import { printable } from '../../src/import/remarks.ts';

function checked(fields: object | string): CheckedLine {
  const line = typeof fields === 'string' ? fields : JSON.stringify({ sku: 'a', title: 'T', ...fields });
  const parsed = parseLine(line, 'EUR');
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.line;
}

function read(fields: object | string) {
  const told: string[] = [];
  return { product: productOf(checked(fields), (_kind, text) => told.push(text)), told };
}

const refusal = (line: string): string => {
  const parsed = parseLine(line, 'EUR');
  return parsed.ok ? `taken as ${parsed.line.sku}` : parsed.reason;
};

test.each([
  ['9007199254740993', '9007199254740993'],
  ['9007199254740992', '9007199254740992'],
  ['1.10', '1.10'],
  ['1e3', '1e3'],
  ['123', '123'],
  ['"A-1"', 'A-1'],
  ['"a-1"', 'a-1'],
  ['"__proto__"', '__proto__'],
  ['"Cafe\\u0301"', 'Café'],
])('the sku %s is kept as it stands in the file', (written, sku) => {
  expect(checked(`{"sku":${written},"title":"T"}`).sku).toBe(sku);
});

test.each([
  ['"A 1"', /^sku: "A 1" has a blank/],
  ['" A1"', /has a blank/],
  ['"A\\t1"', /has a blank/],
  ['"A\\u00a01"', /has a blank/],
  ['"A\\u200b1"', /has the character U\+200B/],
  ['"A\\u202e1"', /has the character U\+202E/],
  ['"A\\u00001"', /has the character U\+0000/],
  ['"A\\ud8001"', /has the character U\+D800/],
  ['"A\\ufffd1"', /has the character U\+FFFD/],
  [`"${'x'.repeat(101)}"`, /is longer than 100 characters/],
  ['true', /^sku: must be text or a number/],
  ['""', /^no sku, id or mpn$/],
])('the sku %s is refused, never folded to another one', (written, reason) => {
  expect(refusal(`{"sku":${written},"title":"T"}`)).toMatch(reason);
});

test('text is NFC and holds nothing that cannot be shown; what was taken out is told', () => {
  const { product, told } = read({
    title: 'Cafe\u0301 \u202etable\u0000',
    brand: 'So\u200bny',
    description: 'One\u0007\\ntwo',
    tags: ['NEW\u200b', 'new'],
    attributes: { colour: 're\u00add' },
  });
  expect(product).toMatchObject({
    title: 'Café table',
    brand: 'Sony',
    description: 'One\ntwo',
    tags: ['new'],
    attributes: [{ name: 'colour', value: 'red' }],
  });
  expect(told).toEqual([
    'the attribute "colour": without U+00AD',
    'the title: without U+202E, U+0000',
    'the brand: without U+200B',
    'the description: without U+0007',
    'a tag: without U+200B',
  ]);
});

test('what could be another name, number or code is told', () => {
  const { product, told } = read(
    '{"sku":"a","title":"T","name":"N","category":"A\\u200bB","ean":"4.00638E+12","attributes":{"serial":12345678901234567890}}',
  );
  expect(product).toMatchObject({ title: 'T', barcode: null, attributes: [] });
  expect(told).toEqual([
    'category: without U+200B',
    'name is left out: "N": the title counts',
    'the attribute "serial" is left out: "12345678901234567000" has more digits than a number keeps: write it as text',
    'the barcode "4.00638E+12" is left out: it is no code of up to 50 characters',
  ]);
  expect(refusal('{"sku":"4.00638E+12","title":"T"}')).toContain('what a spreadsheet left of a long number');
});

test('text is cut between graphemes, and told', () => {
  const { product, told } = read({ title: `${'x'.repeat(499)}👩‍🚀` });
  expect(product.title).toBe('x'.repeat(499));
  expect(told).toEqual(['the title has 504 characters and is cut to 500']);
});

test('what a product can do without is left out and told; the product stands', () => {
  const { product, told } = read({
    tags: ['good', 'x'.repeat(101), 7],
    images: [`https://p.example/${'x'.repeat(2_000)}`, 'ftp://p.example/1', 'https://p.example/1.jpg', 'no address'],
    ean: ['1'.repeat(60), '4006381333931'],
    weightGrams: '1,500',
    releasedAt: 'soon',
    colour: 'red',
    attributes: { size: { value: 5 }, 'C++': 'yes', 'C#': 'no', c: 1, 'Screen size': 1, screen_size: 2 },
  });
  expect(product).toMatchObject({
    tags: ['good'],
    imageUrls: ['https://p.example/1.jpg'],
    barcode: '4006381333931',
    weightGrams: null,
    publishedAt: null,
    attributes: [
      { name: 'c++', value: 'yes' },
      { name: 'c#', value: 'no' },
      { name: 'c', value: 1 },
      { name: 'screen_size', value: 1 },
    ],
  });
  expect(told).toEqual([
    expect.stringMatching(/^"colour" is left out/),
    expect.stringMatching(/^releasedAt is left out: "soon"/),
    expect.stringMatching(/^the attribute "size" is left out/),
    expect.stringMatching(/^the attribute screen_size stands twice: "2"/),
    expect.stringMatching(/^the barcode "1{50}/),
    expect.stringMatching(/^weightGrams is left out: "1,500"/),
    expect.stringMatching(/^the picture .* has 2018 characters/),
    expect.stringMatching(/^the picture "ftp:/),
    expect.stringMatching(/^the picture "no address"/),
    expect.stringMatching(/^the tag "x+…" is left out: it is longer/),
    expect.stringMatching(/^the tag "7" is left out/),
  ]);
});

test('a category that cannot be kept whole costs its line, and is not cut to another one', () => {
  const line = (category: string) => JSON.stringify({ sku: 'a', title: 'T', category });
  expect(refusal(line('x'.repeat(201)))).toMatch(/^the category "Xx+…" has 201 characters: 200 are the limit/);
  expect(refusal(line(Array(21).fill('deep').join(' > ')))).toMatch(/21 levels deep: 20 is the limit/);
});

test('a long attribute name keeps what tells it apart', () => {
  const long = 'x'.repeat(100);
  const { product, told } = read({ attributes: { [`${long}1`]: 1, [`${long}2`]: 2 } });
  expect(product.attributes.map(({ name }) => name.length)).toEqual([60, 60]);
  expect(new Set(product.attributes.map(({ name }) => name)).size).toBe(2);
  expect(told).toEqual([]);
});

test('what a file holds cannot take over the terminal that shows it', () => {
  expect(printable('a\u001b[2Jb\u202ec\ud800')).toBe('aU+001B[2JbU+202EcU+D800');
  expect(printable('x'.repeat(10_000)).length).toBeLessThan(600);
});
