import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAllCategories, findProductsBySku, migrateCatalog, saveCategory } from '@quartet/catalog';
import { createLogger, createMongo, sku, type Mongo } from '@quartet/service-kit';
import { freshMongo } from '@quartet/test-kit';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importProducts, type ImportReport } from '../../src/import/index.ts';
import { emptyReport, exitCodeOf } from '../../src/import/report.ts';

/** Files as they should not be: every line is imported or told, and nothing becomes what it is not. */

const log = createLogger({ name: 'hostile import test', level: 'silent' });
const PATIENCE = { timeout: 300_000 };
let folder: string;
let mongo: Mongo;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quartet-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  const { url, drop } = await freshMongo();
  // Neither is called by a migration of MongoDB.
  const env = { CATALOG_MONGODB_URL: url, REDIS_URL: 'redis://127.0.0.1:1', REDIS_CACHE_URL: 'redis://127.0.0.1:1' };
  await migrateCatalog({ env, log, direction: 'up' });
  mongo = createMongo({ url, name: 'hostile import test', log });
  return async () => {
    await mongo.destroy();
    await drop();
  };
});

let files = 0;
function importLines(lines: readonly (object | string)[], extension = 'ndjson'): Promise<ImportReport> {
  const file = join(folder, `${files++}.${extension}`);
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return importProducts({ catalogDb: mongo.db, file, log });
}

/** Every path of the catalog's tree, as "Men > Shoes (slug)". */
async function paths(): Promise<string[]> {
  const all = await findAllCategories(mongo.db);
  const names = new Map(all.map(({ id, name }) => [id, name]));
  return all
    .map(({ ancestorIds, name, slug }) => [...ancestorIds.map((id) => names.get(id)), `${name} (${slug})`].join(' > '))
    .sort();
}

test('the whole path is the identity of a category, and a second import finds the same ones', async () => {
  const line = (at: number, category: string) => ({ sku: `p${at}`, title: 'T', category, price: 5 });
  const lines = ['Men > Shoes', 'Women > Shoes', 'C++', 'C#', '-', 'Чай', '茶', '__proto__'].map((it, at) =>
    line(at, it),
  );
  const report = await importLines(lines);
  expect(report).toMatchObject({ products: { created: 8 }, badLineCount: 0, categories: { total: 10, created: 10 } });
  const made = await paths();
  expect(made).toEqual([
    expect.stringMatching(/^- \(category-?[0-9a-f]*\)$/),
    'C# (c-' + (/C# \(c-([0-9a-f]+)\)/.exec(made.join())?.[1] ?? '') + ')',
    'C++ (c)',
    'Men (men)',
    'Men > Shoes (shoes)',
    'Women (women)',
    'Women > Shoes (women-shoes)',
    '__proto__ (proto)',
    'Чай (chay)',
    '茶 (cha)',
  ]);
  const again = await importLines([...lines].reverse());
  expect(again).toMatchObject({ products: { created: 0, updated: 0, unchanged: 8 }, categories: { created: 0 } });
  expect(await paths()).toEqual(made);
});

test('a category that an editor renamed is found again; one that was there by name is taken', async () => {
  const made = await saveCategory(mongo.db, { slug: 'garden', name: 'Garden' });
  if (made.kind !== 'saved') throw new Error(made.kind);
  const lines = [{ sku: 'g1', title: 'T', category: 'Garden > Chairs' }];
  expect(await importLines(lines)).toMatchObject({ categories: { total: 2, created: 1 } });
  const chairs = (await findAllCategories(mongo.db)).find(({ name }) => name === 'Chairs');
  if (chairs === undefined) throw new Error('there are no chairs');
  expect(chairs.ancestorIds).toEqual([made.category.id]);
  await saveCategory(mongo.db, { ...chairs, name: 'Seats' });
  expect(await importLines(lines)).toMatchObject({ products: { unchanged: 1 }, categories: { created: 0 } });
  expect(await paths()).toEqual(['Garden (garden)', 'Garden > Seats (chairs)']);
});

test('SKUs that are nearly the same are products of their own', async () => {
  const report = await importLines([
    '{"id":9007199254740993,"title":"One"}',
    '{"id":9007199254740992,"title":"Two"}',
    '{"id":1.10,"title":"Three"}',
    '{"id":1.1,"title":"Four"}',
    '{"id":"A-1","title":"Five"}',
    '{"id":"a-1","title":"Six"}',
    '{"id":"A 1","title":"Seven"}',
    '{"id":"A\\u200b-1","title":"Eight"}',
  ]);
  expect(report).toMatchObject({ products: { created: 6, updated: 0 } });
  expect(report.badLines.map(({ line }) => line)).toEqual([7, 8]);
  const found = await findProductsBySku(mongo.db, ['9007199254740993', '9007199254740992', '1.10', 'A-1'].map(sku));
  expect([...found.values()].map(({ name }) => name).sort()).toEqual(['Five', 'One', 'Three', 'Two']);
});

test('a SKU that stands twice is told; the later line wins', async () => {
  const line = (title: string) => ({ sku: 'twice', title, price: 5 });
  const report = await importLines([line('First'), line('Second'), { ...line('Other'), sku: 'once' }]);
  expect(report.remarks).toEqual([
    {
      kind: 'a SKU stands twice',
      count: 1,
      told: [{ line: 2, text: 'the SKU "twice" stood on line 1 already: this line has replaced it' }],
    },
  ]);
  expect((await findProductsBySku(mongo.db, [sku('twice')])).get(sku('twice'))?.name).toBe('Second');
  const again = await importLines([line('First'), line('Second'), { ...line('Other'), sku: 'once' }]);
  expect(again.products).toEqual({ created: 0, updated: 0, unchanged: 2 });
});

test('however many products have one name in any script, each is imported', async () => {
  const lines = Array.from({ length: 45 }, (_, at) => ({ sku: 'ж'.repeat(at + 1), title: 'Чайник', price: 5 }));
  expect(await importLines(lines)).toMatchObject({ products: { created: 45 }, badLineCount: 0 });
});

test('a brand that differs in case only is written as the catalogue has it, and told', async () => {
  const line = (at: number, brand: string) => ({ sku: `brand-${at}`, title: 'T', brand, price: 5 });
  await importLines([line(1, 'Café')]);
  const report = await importLines([line(2, 'CAFE\u0301'), line(3, 'Cafe\u0301')]);
  expect(report.remarks.map(({ told }) => told)).toEqual([
    [{ line: 1, text: 'the brand "CAFÉ" is kept as "Café", as the catalogue writes it' }],
  ]);
  const found = await findProductsBySku(mongo.db, [sku('brand-2'), sku('brand-3')]);
  expect([...found.values()].map(({ brand }) => brand)).toEqual(['Café', 'Café']);
});

test('money that is not exact, and a currency that is none, cost their line', async () => {
  const report = await importLines(
    ['sku,title,price,currency', 'a,T,19.99,HUF', 'b,T,19.99,JPY', 'c,T,1.299,EUR', 'd,T,5,RMB', 'e,T,"1,299.00",EUR'],
    'csv',
  );
  expect(report.badLines.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
  const found = await findProductsBySku(mongo.db, [sku('a')]);
  expect(found.get(sku('a'))?.variants[0]?.price).toEqual({ amount: 1_999, currency: 'HUF' });
});

test('the exit code says whether all, some or none of the lines are in the catalog', async () => {
  const good = { sku: 'x1', title: 'T' };
  expect(exitCodeOf(await importLines([good]))).toBe(0);
  expect(exitCodeOf(await importLines([good, { ...good, sku: 'x2', tags: ['x'.repeat(200)] }]))).toBe(0);
  expect(exitCodeOf(await importLines([good, '{']))).toBe(3);
  expect(exitCodeOf(await importLines(['{"sku":""}', '{']))).toBe(1);
  expect(exitCodeOf(await importLines(['sku,title'], 'csv'))).toBe(1);
  const stopped = { ...emptyReport(), stoppedAfter: 5 };
  expect(exitCodeOf(stopped)).toBe(130);
  // What an earlier run of the same file skipped counts too.
  expect(exitCodeOf({ ...emptyReport(), resumedAfter: 5, badLinesBefore: 1 })).toBe(3);
});

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '__proto__', 'constructor', 'hasOwnProperty', 'toString', '', ' ', '-', '\u200b', '\ud800', '\u0000', 'Cafe\u0301',
    'CAFÉ', 'C++', 'C#', 'ﬁ', 'İ', 'ß', 'SS', '👩‍🚀'.repeat(300), 'x'.repeat(2_500), '\ufffd', '1,500 kg', '12 cm', 'yes',
    '-0', '5 constructor', 'a > b', '>', '\\n', '\u2028', '\ufeff', '1e3', '٣', '1.005', '19.99', 'https://p.example/1.jpg',
    'http://[', 'javascript:1',
  ),
); // prettier-ignore
const hostileNumber = fc.oneof(
  fc.constantFrom(0, -0, 5, 19.99, 1.005, 1e21, 9007199254740992, -1, 3_000_000_000, 1e-7, 12),
  fc.double(),
);
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  { weight: 3, arbitrary: hostileNumber },
  fc.boolean(),
  fc.constant(null),
  fc.array(hostileText, { maxLength: 3 }),
  fc.dictionary(hostileText, hostileText, { maxKeys: 2 }),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const plainSku = fc.integer({ min: 1, max: 100_000 }).map((at) => `sku-${at}`);

const hostileLine = fc
  .record({
    sku: fc.oneof({ weight: 20, arbitrary: plainSku }, hostileValue),
    title: fc.oneof({ weight: 20, arbitrary: hostileText.map((text) => `T ${text}`) }, hostileValue),
    brand: optional(hostileValue),
    category: optional(fc.oneof({ weight: 20, arbitrary: hostileText }, hostileValue)),
    parentCategory: optional(hostileText),
    description: optional(hostileValue),
    price: optional(fc.oneof({ weight: 20, arbitrary: fc.constantFrom(5, '19.99') }, hostileValue)),
    priceCents: seldom(hostileValue),
    currency: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('EUR', 'HUF', '') }, fc.constantFrom('RMB', 'eur')),
    ean: optional(hostileValue),
    weightGrams: optional(hostileValue),
    releasedAt: optional(
      fc.oneof(fc.constantFrom('2020-02-30', '2020-02-03', '0000-01-01', '9999-12-31'), hostileValue),
    ),
    images: optional(hostileValue),
    image: optional(hostileValue),
    tags: optional(hostileValue),
    attributes: optional(fc.dictionary(hostileText, hostileValue, { maxKeys: 5 })),
  })
  .map((line) => JSON.stringify(line));
const anyLine = fc.oneof(
  { weight: 9, arbitrary: hostileLine },
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `x${text.replace(/[\r\n]/g, '')}`),
  fc.json().map((text) => text.replace(/[\r\n]/g, '')),
);

test(
  'whatever a line holds, it is imported or told, costs no other line, and changes nothing at a second import',
  PATIENCE,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyLine, { minLength: 30, maxLength: 60, selector: skuIn }), async (lines) => {
        const marker = JSON.stringify({ sku: `marker-${files}`, title: 'Behind all', price: 5 });
        const first = await importLines([...lines, marker]);
        const { created, updated, unchanged } = first.products;
        expect(created + updated + unchanged + first.badLineCount).toBe(first.lines);
        expect((await findProductsBySku(mongo.db, [sku(`marker-${files - 1}`)])).size).toBe(1);
        const again = await importLines([...lines, marker]);
        expect(again).toMatchObject({ badLineCount: first.badLineCount, categories: { created: 0 } });
        expect(again.products).toEqual({ created: 0, updated: 0, unchanged: created + updated + unchanged });
      }),
      { numRuns: 12 },
    );
  },
);

/** Of two lines with one SKU the later wins: they would change each other at every import. */
function skuIn(line: string): unknown {
  try {
    const { sku: found, id, mpn } = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify(found ?? id ?? mpn ?? line).normalize('NFC');
  } catch {
    return line;
  }
}
