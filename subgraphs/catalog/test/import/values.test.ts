import { expect, test } from 'vitest';
import { describePath } from '../../src/import/category-path.ts';
import { createInferrer, LIMITS } from '../../src/import/inference.ts';
import { parseLine, traitsOf } from '../../src/import/line.ts';
import { attributeName } from '../../src/import/raw-attributes.ts';
import { inUnit, labelOf, parseBoolean, parseMeasure } from '../../src/import/values.ts';

test.each([
  ['43.2 cm', { number: 43.2, unit: 'cm' }],
  ['17"', { number: 17, unit: 'in' }],
  ['1200 rpm', { number: 1200, unit: 'rpm' }],
  ['1,234,567 rpm', { number: 1_234_567, unit: 'rpm' }],
  ['1,200.5 m', { number: 1200.5, unit: 'm' }],
  // a thousand to some, a decimal to others
  ['1,500 kg', null],
  ['2,5 kg', null],
  ['1.500,00 kg', null],
  ['1 500 kg', null],
  ['-0', { number: 0, unit: '' }],
  [-0, { number: 0, unit: '' }],
  ['-20 °C', { number: -20, unit: '°C' }],
  ['12V', { number: 12, unit: 'V' }],
  ['4.8 GT/s', { number: 4.8, unit: 'GT/s' }],
  [25, { number: 25, unit: '' }],
  // ranges, lists and codes are no numbers
  ['0 - 40', null],
  ['2 x 4', null],
  ['4210R', null],
  ['1.4b', null],
  ['0095205', null],
  ['8542310001', null],
  [true, null],
])('%j is read as %j', (value, measure) => {
  expect(parseMeasure(value)).toEqual(measure);
});

test('related units are converted, others are not', () => {
  expect(inUnit({ number: 597, unit: 'mm' }, 'cm')).toBe(59.7);
  expect(inUnit({ number: 2, unit: 'TB' }, 'GB')).toBe(2048);
  expect(inUnit({ number: 5, unit: 'kg' }, 'cm')).toBeNull();
  expect(inUnit({ number: 5, unit: '' }, 'cm')).toBeNull();
});

test('words for true and false, and names for people', () => {
  expect(['Yes', 'n', true, 'maybe', 1].map(parseBoolean)).toEqual([true, false, true, null, null]);
  expect(labelOf('usb_2_0_ports')).toBe('USB 2 0 ports');
});

function infer(products: readonly { category?: string; parentCategory?: string; attributes?: object }[]) {
  const inferrer = createInferrer();
  for (const [at, product] of products.entries()) {
    const parsed = parseLine(JSON.stringify({ id: String(at), title: 'T', category: 'c', ...product }), 'EUR');
    if (parsed.ok) inferrer.add(traitsOf(parsed.line));
  }
  return inferrer.finish();
}

test('the majority decides on type and unit; values too many for an enumeration make a text', () => {
  const values = Array.from({ length: 100 }, (_, at) => ({
    attributes: {
      mostly_cm: at < 92 ? `${at} cm` : 'unknown',
      half: at < 50 ? at : 'x',
      free: `text ${at}`,
      colour: ['Black', 'black', 'White'][at % 3],
      switch: at === 7 ? 'perhaps' : 'no',
    },
  }));
  const types = infer(values).categories[0]?.definitions.map(({ name, type, unit, options }) => [
    name,
    type,
    unit ?? options,
  ]);
  expect(Object.fromEntries(types?.map(([name, ...rest]) => [name, rest]) ?? [])).toEqual({
    mostly_cm: ['NUMBER', 'cm'],
    half: ['TEXT', null],
    free: ['TEXT', null],
    colour: ['ENUM', ['Black', 'White']],
    switch: ['BOOLEAN', null],
  });
});

test('rare attributes and those beyond the bound are dropped and counted', () => {
  const many = Object.fromEntries(Array.from({ length: LIMITS.definitionsPerCategory + 5 }, (_, at) => [`a${at}`, at]));
  const products = Array.from({ length: 200 }, (_, at) => ({ attributes: at === 0 ? { ...many, rare: 1 } : many }));
  const { definitions, droppedDefinitions } = infer(products);
  expect({ definitions, droppedDefinitions }).toEqual({
    definitions: LIMITS.definitionsPerCategory,
    droppedDefinitions: 6,
  });
});

test('a category is its whole path; parents come first, and none is its own parent', () => {
  const { categories } = infer([
    { category: 'Shoes', parentCategory: 'Men' },
    { category: 'Women > Shoes' },
    { category: 'C++' },
    { category: 'C#' },
    { category: 'Home', parentCategory: 'home' },
    { category: '-' },
    { category: 'displays' },
    { category: 'Displays' },
  ]);
  expect(categories.map(({ path }) => describePath(path))).toEqual([
    'Men',
    'Men > Shoes',
    'Women',
    'Women > Shoes',
    'C++',
    'C#',
    'Home',
    '-',
    'Displays',
  ]);
});

test('units, categories and attributes called like the members of every object are names as any other', () => {
  for (const name of ['constructor', '__proto__', 'hasOwnProperty', 'toString']) {
    expect(inUnit({ number: 5, unit: name }, 'kg')).toBeNull();
    const line = `{"id":"a","title":"T","category":"${name}","attributes":{"${name}":"x"}}`;
    const parsed = parseLine(line, 'EUR');
    if (!parsed.ok) throw new Error(parsed.reason);
    const { category, attributes } = traitsOf(parsed.line);
    expect(category.key.toLowerCase()).toBe(name.toLowerCase());
    expect(attributes).toEqual([{ name: attributeName(name), value: 'x' }]);
  }
});
