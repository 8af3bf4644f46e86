import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { countProducts, findCategoryBySlug, findProductsBySku, migrateCatalog } from '@quartet/catalog';
import { createLogger, createMongo, sku, type Mongo } from '@quartet/service-kit';
import { freshMongo } from '@quartet/test-kit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importProducts, type Progress } from '../../src/import/index.ts';

const ICECAT = fileURLToPath(new URL('../../../../../shared/data/icecat/products.ndjson.gz', import.meta.url));
const log = createLogger({ name: 'import test', level: 'silent' });
let folder: string;
let mongo: Mongo;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quartet-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  const { url, drop } = await freshMongo();
  // Neither is called by a migration of MongoDB.
  const env = { CATALOG_MONGODB_URL: url, REDIS_URL: 'redis://127.0.0.1:1', REDIS_CACHE_URL: 'redis://127.0.0.1:1' };
  await migrateCatalog({ env, log, direction: 'up' });
  mongo = createMongo({ url, name: 'import test', log });
  return async () => {
    await mongo.destroy();
    await drop();
  };
});

const screen = (id: string, more: object = {}, attributes: object = {}) => ({
  id,
  title: `Screen ${id}`,
  brand: 'Vantage',
  category: 'computer-monitors',
  parentCategory: 'displays',
  description: 'A screen.\\nWith a stand.',
  priceCents: 19_900,
  ean: ['4006381333931'],
  releasedAt: '2020-02-03T00:00:00Z',
  images: { high: `https://pictures.example/${id}.jpg`, thumb: `https://pictures.example/${id}-s.jpg` },
  attributes: {
    display_diagonal: '60.5 cm',
    touchscreen: false,
    panel_type: 'IPS',
    notes: `unlike ${id}`,
    ...attributes,
  },
  ...more,
});

function write(name: string, lines: readonly unknown[]): string {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const file = join(folder, name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

async function imported(id: string) {
  const product = (await findProductsBySku(mongo.db, [sku(id)])).get(sku(id));
  if (!product) throw new Error(`${id} was not imported`);
  return product;
}

test('products come in with typed attributes, in the tree that the file describes', async () => {
  const others = Array.from({ length: 20 }, (_, at) => screen(`m${at}`, {}, { panel_type: at % 2 ? 'VA' : 'ips' }));
  const file = write('typed.ndjson.gz', [
    screen('a1', {}, { display_diagonal: '597 mm', touchscreen: 'Yes', refresh_rate: 144 }),
    screen('a2', {}, { display_diagonal: 'huge' }),
    ...others,
  ]);
  const seen: Progress[] = [];
  const report = await importProducts({ catalogDb: mongo.db, file, onProgress: (step) => seen.push(step), log });
  expect(report).toMatchObject({
    lines: 22,
    badLineCount: 0,
    drafts: 0,
    products: { created: 22, updated: 0, unchanged: 0 },
    categories: { total: 2, created: 2 },
    attributes: { unfitValues: 1 },
  });
  expect(seen.at(-1)).toEqual({ step: 'Writing products', done: 22, share: 1 });

  const category = await findCategoryBySlug(mongo.db, 'computer-monitors');
  const parent = await findCategoryBySlug(mongo.db, 'displays');
  expect(category).toMatchObject({ name: 'Computer monitors', parentId: parent?.id });
  const definitions = new Map(category?.attributeDefinitions.map((it) => [it.name, it]));
  expect(definitions.get('display_diagonal')).toMatchObject({ type: 'NUMBER', unit: 'cm', label: 'Display diagonal' });
  expect(definitions.get('touchscreen')).toMatchObject({ type: 'BOOLEAN', filterable: true });
  expect(definitions.get('panel_type')).toMatchObject({ type: 'ENUM', options: ['IPS', 'VA'] });
  expect(definitions.get('notes')).toMatchObject({ type: 'TEXT', filterable: false });

  expect(await imported('a1')).toMatchObject({
    name: 'Screen a1',
    status: 'PUBLISHED',
    publishedAt: new Date('2020-02-03T00:00:00Z'),
    description: 'A screen.\nWith a stand.',
    images: [{ url: 'https://pictures.example/a1.jpg', isPrimary: true }],
    attributes: [
      { name: 'display_diagonal', value: 59.7 },
      { name: 'touchscreen', value: true },
      { name: 'panel_type', value: 'IPS' },
      { name: 'notes', value: 'unlike a1' },
      { name: 'refresh_rate', value: 144 },
    ],
    variants: [{ sku: 'a1', price: { amount: 19_900, currency: 'EUR' }, barcode: '4006381333931' }],
  });
  expect((await imported('a2')).attributes.map((it) => it.name)).toEqual(['touchscreen', 'panel_type', 'notes']);
  expect((await imported('m0')).attributes).toContainEqual({ name: 'panel_type', value: 'IPS' });
});

test('bad lines are told by number and skipped; a line without a price is a draft', async () => {
  const file = write('bad.ndjson', [
    screen('b1'),
    '{"id": "b2", "title":',
    '',
    { ...screen('b3'), title: '' },
    { ...screen('b4'), priceCents: -5 },
    { ...screen('b5'), priceCents: undefined },
    `{"id":"b6","title":"${'x'.repeat(1_100_000)}"}`,
    { sku: 'b 8', name: 'With a blank', price: '12.50' },
    { sku: 'b-7', name: 'Named otherwise', price: '12.50', currency: 'USD', category: 'Displays' },
    '[]',
  ]);
  const report = await importProducts({ catalogDb: mongo.db, file, log });
  expect(report.badLines).toEqual([
    { line: 2, reason: 'not valid JSON' },
    { line: 4, reason: 'no title' },
    { line: 5, reason: expect.stringMatching(/^priceCents: /) },
    { line: 7, reason: 'the line is too long: 1,000,000 bytes are the limit' },
    { line: 8, reason: 'sku: "b 8" has a blank: a SKU is kept exactly as it is, and has none' },
    { line: 10, reason: expect.stringMatching(/^the line: /) },
  ]);
  expect(report).toMatchObject({ lines: 9, badLineCount: 6, drafts: 1, products: { created: 3 } });
  expect(await imported('b5')).toMatchObject({ status: 'DRAFT', variants: [{ price: null }] });
  const other = await imported('b-7');
  expect(other.variants[0]?.price).toEqual({ amount: 1250, currency: 'USD' });
  expect(other.categoryId).toBe((await findCategoryBySlug(mongo.db, 'displays'))?.id);
});

test('a file imported again changes nothing; a changed line changes its product only', async () => {
  const lines = ['c1', 'c2', 'c3'].map((id) => screen(id));
  await importProducts({ catalogDb: mongo.db, file: write('first.ndjson', lines), limit: 2, log });
  expect(await countProducts(mongo.db)).toBe(2);
  await importProducts({ catalogDb: mongo.db, file: write('first.ndjson', lines), log });
  const before = await imported('c1');

  const again = await importProducts({ catalogDb: mongo.db, file: write('again.ndjson', lines), log });
  expect(again).toMatchObject({ products: { created: 0, updated: 0, unchanged: 3 }, categories: { created: 0 } });
  expect(await imported('c1')).toEqual(before);

  const cheaper = [{ ...screen('c1'), priceCents: 9_900 }, ...lines.slice(1)];
  const changed = await importProducts({ catalogDb: mongo.db, file: write('cheaper.ndjson', cheaper), log });
  expect(changed.products).toEqual({ created: 0, updated: 1, unchanged: 2 });
  expect(await countProducts(mongo.db)).toBe(3);
});

test('a category that exists keeps its definitions, and values are read by them', async () => {
  await importProducts({ catalogDb: mongo.db, file: write('cm.ndjson', [screen('d1')]), log });
  const inches = [screen('d2', {}, { display_diagonal: '2 m', panel_type: 'OLED', weight: '7.5 kg' })];
  await importProducts({ catalogDb: mongo.db, file: write('m.ndjson', inches), log });
  const definitions = (await findCategoryBySlug(mongo.db, 'computer-monitors'))?.attributeDefinitions ?? [];
  expect(definitions.find((it) => it.name === 'display_diagonal')?.unit).toBe('cm');
  expect(definitions.find((it) => it.name === 'panel_type')?.options).toEqual(['IPS', 'OLED']);
  expect((await imported('d2')).attributes).toEqual(
    expect.arrayContaining([
      { name: 'display_diagonal', value: 200 },
      { name: 'weight', value: 7.5 },
    ]),
  );
});

test('columns: a category path, quotes, several pictures, packed; wrong rows are told by line', async () => {
  const file = write('shelves.csv.gz', [
    'SKU;Name;Brand;Category path;Price;Currency;Image URLs;attr:Width;attr:Doors;Shelf mark',
    's1;"Shelf ""Oslo""; tall";Nordwood;Furniture > Storage > Shelves;249.90;EUR;https://p.example/1.jpg https://p.example/2.jpg;80 cm;yes;A7',
    's2;Shelf 17" deep;Nordwood;Furniture > Storage > Shelves;99;USD;;60 cm;no;',
    's3;too;few',
    's4;"a name',
    'in two lines";Nordwood;Furniture > Storage;5.00;;;;;',
    's5;Shelf;Nordwood;;cheap;;;;;',
    '',
    's6;"never closed;Nordwood;;1;;;;;',
    's7;Behind it;Nordwood;;1;;;;;',
  ]);
  const report = await importProducts({ catalogDb: mongo.db, file, log });
  expect(report.badLines).toEqual([
    { line: 4, reason: '3 columns, where the header has 10' },
    { line: 7, reason: 'price: "cheap" is not an amount such as 19.99' },
    { line: 9, reason: 'a quote is opened and not closed' },
  ]);
  expect(report).toMatchObject({ products: { created: 4 }, badLineCount: 3 });
  expect(report.notes).toEqual(['Columns of which nothing is known are left out: Shelf mark']);
  const shelves = await findCategoryBySlug(mongo.db, 'shelves');
  const storage = await findCategoryBySlug(mongo.db, 'storage');
  expect(shelves?.parentId).toBe(storage?.id);
  expect(storage?.parentId).toBe((await findCategoryBySlug(mongo.db, 'furniture'))?.id);
  expect(await imported('s1')).toMatchObject({
    name: 'Shelf "Oslo"; tall',
    images: [{ url: 'https://p.example/1.jpg', isPrimary: true }, { url: 'https://p.example/2.jpg' }],
    attributes: [
      { name: 'width', value: 80 },
      { name: 'doors', value: true },
    ],
    variants: [{ price: { amount: 24_990, currency: 'EUR' } }],
  });
  expect(await imported('s2')).toMatchObject({ name: 'Shelf 17" deep', variants: [{ price: { currency: 'USD' } }] });
  expect((await imported('s4')).name).toBe('a name in two lines');
  expect((await imported('s7')).name).toBe('Behind it');
});

test('the content tells what a file is where its name does not; what is no product file is refused in a word', async () => {
  const named = write('export.txt.gz', [screen('e1')]);
  expect(await importProducts({ catalogDb: mongo.db, file: named, log })).toMatchObject({ products: { created: 1 } });
  const rows = write('rows', ['id,title', 'e2,Named so', '']);
  expect(await importProducts({ catalogDb: mongo.db, file: rows, log })).toMatchObject({ products: { created: 1 } });
  const refusal = (file: string) => importProducts({ catalogDb: mongo.db, file, log }).then(String, String);
  expect(await refusal(write('letter.txt', ['Dear all']))).toContain('letter.txt is no product file');
  expect(await refusal(write('bare.csv', ['colour,size', 'red,5']))).toContain('needs a header row with a column sku');
  expect(await refusal(join(folder, 'nowhere.csv'))).toContain('cannot be read (ENOENT)');
});

test.skipIf(!existsSync(ICECAT))(
  `300 real products come in whole${existsSync(ICECAT) ? '' : ' (skipped: ../shared/data/icecat is not here)'}`,
  async () => {
    const report = await importProducts({ catalogDb: mongo.db, file: ICECAT, limit: 300, log });
    expect(report).toMatchObject({ lines: 300, badLineCount: 0, products: { created: 300 } });
    expect(report.attributes.definitions).toBeGreaterThan(500);
    expect(report.attributes.unfitValues).toBeLessThan(50);
    const again = await importProducts({ catalogDb: mongo.db, file: ICECAT, limit: 300, log });
    expect(again).toMatchObject({ products: { created: 0, updated: 0, unchanged: 300 } });
  },
);
