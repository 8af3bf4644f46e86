import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHeader } from '../../src/import/header.ts';
import { openProductFile } from '../../src/import/product-file.ts';
import { requireReadable } from '../../src/import/readable.ts';
import { readLines } from '../../src/import/reader.ts';
import { readRows } from '../../src/import/rows.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quartet-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Each row as its SKU, or as the reason why it has none. */
async function rowsOf(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const rows of readRows(await openProductFile(file), { currency: 'EUR' })) {
    for (const { line, outcome } of rows) {
      found.push(
        outcome.ok ? `${line} ${outcome.line.sku} ${outcome.line.data.title ?? ''}` : `${line}: ${outcome.reason}`,
      );
    }
  }
  return found;
}

const refusal = (file: string): Promise<string> => rowsOf(file).then((rows) => `read: ${rows.join(', ')}`, String);
const product = (sku: string, title: string): string => JSON.stringify({ sku, title });
const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');

test('UTF-8 and UTF-16 with a byte order mark are read; each line end is one', async () => {
  const lines = [product('a', 'Größe'), product('b', '名')];
  const expected = ['1 a Größe', '2 b 名'];
  expect(await rowsOf(write('bom.ndjson', `\uFEFF${lines.join('\n')}`))).toEqual(expected);
  expect(await rowsOf(write('le.ndjson', utf16(lines.join('\n'))))).toEqual(expected);
  expect(await rowsOf(write('be.ndjson', utf16(`${lines.join('\r\n')}\r\n`).swap16()))).toEqual(expected);
  expect(await rowsOf(write('le.ndjson.gz', gzipSync(utf16(lines.join('\n')))))).toEqual(expected);
  expect(await rowsOf(write('crlf.ndjson', `${lines.join('\r\n')}\r\n`))).toEqual(expected);
  expect(await rowsOf(write('cr.ndjson', lines.join('\r')))).toEqual(expected);
  expect(await rowsOf(write('cr.csv', 'sku;title\ra;Größe\rb;名\r'))).toEqual(['2 a Größe', '3 b 名']);
  expect(await rowsOf(write('le.csv', utf16('sku\ttitle\r\na\tGröße\r\n')))).toEqual(['2 a Größe']);
});

test('bytes that are not UTF-8 cost their line, with the place and what to do', async () => {
  const content = Buffer.from(`sku,title\na,Plain\nb,Caf\xe9\nc,${'\xfc'.repeat(3)}\n`, 'latin1');
  expect(await rowsOf(write('windows.csv', content))).toEqual([
    '2 a Plain',
    '3: not UTF-8: the byte E9 at character 6 ("é" if the file is Windows-1252): save it as UTF-8',
    '4: not UTF-8: the byte FC at character 3 ("ü" if the file is Windows-1252): save it as UTF-8',
  ]);
});

test('packed: members one after the other are read, what is cut off or damaged is told with the line', async () => {
  const some = (from: number) =>
    gzipSync(Array.from({ length: 3 }, (_, at) => `${product(`p${from + at}`, 'T')}\n`).join(''));
  expect(await rowsOf(write('two.ndjson.gz', Buffer.concat([some(1), some(4)])))).toHaveLength(6);
  expect(await refusal(write('cut.ndjson.gz', some(1).subarray(0, -5)))).toMatch(
    /cut.ndjson.gz is cut off behind line 3/,
  );
  expect(await refusal(write('second.ndjson.gz', Buffer.concat([some(1), some(4).subarray(0, -9)])))).toMatch(
    /second.ndjson.gz is cut off behind line \d/,
  );
  const damaged = some(1);
  damaged.writeUInt32LE(7, damaged.length - 8);
  expect(await refusal(write('crc.ndjson.gz', damaged))).toMatch(/crc.ndjson.gz is damaged/);
  expect(await refusal(write('tail.ndjson.gz', Buffer.concat([some(1), Buffer.from(product('x', 'lost'))])))).toMatch(
    /tail.ndjson.gz is damaged/,
  );
  expect(await refusal(write('false.ndjson.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4])))).toMatch(/damaged/);
  expect(await refusal(write('nothing.ndjson.gz', gzipSync('')))).toMatch(/nothing.ndjson.gz is empty/);
  const plain = write('plain.ndjson.gz', product('a', 'T'));
  expect(await rowsOf(plain)).toEqual(['1 a T']);
  expect((await openProductFile(plain)).notes).toEqual([
    'plain.ndjson.gz is called .gz and is not packed: it was read as it is',
  ]);
});

test('a file that unpacks to far more than any file of products is given up', async () => {
  const member = gzipSync(Buffer.alloc(32 * 1024 * 1024, '0'));
  const bomb = Buffer.concat([gzipSync(`${product('a', 'T')}\n`), ...Array<Buffer>(9).fill(member)]);
  expect(await refusal(write('bomb.ndjson.gz', bomb))).toMatch(/unpacks to more than 200 times its size/);
});

test('a line that is too long is told and not kept, and the next one is read', async () => {
  const file = write('long.ndjson', `${'x'.repeat(1_000_001)}\n${product('a', 'T')}\n`);
  expect(await rowsOf(file)).toEqual(['1: the line is too long: 1,000,000 bytes are the limit', '2 a T']);
  for await (const lines of readLines(await openProductFile(file), { maxLineBytes: 10 })) {
    expect(lines.every(({ text }) => text === null)).toBe(true);
  }
});

test('what is no product file is refused with what to do', async () => {
  mkdirSync(join(folder, 'folder.csv'));
  expect(await refusal(join(folder, 'folder.csv'))).toMatch(/folder.csv is a folder, not a file/);
  execFileSync('mkfifo', [join(folder, 'pipe.ndjson')]);
  expect(await refusal(join(folder, 'pipe.ndjson'))).toMatch(/pipe.ndjson is a pipe, not a file/);
  expect(await refusal('/dev/null')).toMatch(/is a device or socket/);
  expect(await refusal(join(folder, 'nowhere.csv'))).toMatch(/cannot be read \(ENOENT\)/);
  expect(await refusal(write('empty.csv', ''))).toMatch(/empty.csv is empty/);
  expect(await refusal(write('sheet.csv', Buffer.from('504b030414000600', 'hex')))).toMatch(/Excel workbook/);
  expect(await refusal(write('packed.csv.zst', Buffer.from('28b52ffd00000000', 'hex')))).toMatch(/zstd/);
  expect(await refusal(write('feed.xml', '<?xml version="1.0"?><rss/>'))).toMatch(/is XML or HTML/);
  expect(await refusal(write('array.json', '[{"sku":"a","title":"T"},{}]\n'))).toMatch(/one JSON array.*jq -c/);
  const bare = Buffer.from('sku,title\na,T\n', 'utf16le');
  expect(await refusal(write('bare16.csv', bare))).toMatch(/UTF-16 without a byte order mark: save it as UTF-8/);
  expect(await refusal(write('utf32.csv', Buffer.from('fffe000061000000', 'hex')))).toMatch(/UTF-32/);
});

test('a first line that is none costs itself only', async () => {
  const second = `\n${product('b', 'T')}\n`;
  for (const first of ['{"sku":"a\0","title":"T"}', '\0'.repeat(500), '[]', '<p>', '"', 'BZh']) {
    expect(await rowsOf(write('first.ndjson', `${first}${second}`))).toEqual([expect.stringMatching(/^1: /), '2 b T']);
  }
});

test.each([
  ['sku,name,price,Price', /two columns for the same: "price" and "Price" \(column 4\)/],
  ['sku,name,category,category path', /two columns for the same/],
  ['sku,name,attr:Screen size,attr:screen_size', /two columns for the same/],
  ['sku,name,ean,barcode', /two columns for the same/],
  ['sku,name,colour,Colour', /two columns for the same/],
  ['ID,Type,SKU,Name,Parent', /has the column "Parent": its rows are parts of one product/],
  ['Handle,Title,Variant SKU,Variant Price', /its rows are parts of one product/],
  ['colour,size', /needs a header row with a column sku/],
  ['sku,"name', /header row of .* is not closed/],
  [`sku,name,${'x'.repeat(70_000)}`, /header row of .* is longer than 64 kB/],
])('the header %s is refused', async (header, reason) => {
  const file = write('header.csv', `${header}\n`);
  await expect(requireReadable(file)).rejects.toThrow(reason);
});

test('columns of which nothing is known are named; a name may be that of a member of every object', async () => {
  const file = write('names.csv', 'sku,name,title,,__proto__,attr:__proto__,attr:constructor\na,N,T,,x,y,z\n');
  expect(readHeader(await openProductFile(file)).ignored).toEqual(['column 4, without a name', '__proto__']);
  for await (const rows of readRows(await openProductFile(file), { currency: 'EUR' })) {
    for (const { outcome } of rows) {
      const data = outcome.ok ? outcome.line.data : null;
      expect(data).toMatchObject({ sku: 'a', title: 'T' });
      expect([...((data?.attributes as Map<string, string>) ?? [])]).toEqual([
        ['__proto__', 'y'],
        ['constructor', 'z'],
      ]);
    }
  }
});

test('a quote that is opened by mistake costs its own row, not those up to the next quote', async () => {
  const file = write('quotes.csv', 'sku,title\na,"open\nb,B\nc,"C, with a comma"\nd,D\n');
  expect(await rowsOf(file)).toEqual([
    expect.stringMatching(/^2: a quote is opened/),
    '3 b B',
    '4 c C, with a comma',
    '5 d D',
  ]);
});

test('a name that stands twice in a line is refused, wherever it stands, and text that looks like one is none', async () => {
  const bad = ['{"sku":"a","title":"t","sku":"b"}', '{"sku":"a","title":"t","price":"1","price":"2"}'];
  const worse = '{"sku":"a","title":"t","attributes":{"x":1,"\\u0078":2}}';
  const good = String.raw`{"sku":"g","title":"say \"a\": b","attributes":{"a":{"x":1},"b":[{"x":1},{"x":2}],"x":1}}`;
  expect(await rowsOf(write('twice.ndjson', [...bad, worse, good].join('\n')))).toEqual([
    '1: the field "sku" stands twice',
    '2: the field "price" stands twice',
    '3: the field "x" stands twice',
    '4 g say "a": b',
  ]);
});

test('a header row that is not UTF-8 is refused, and what its names hold is safe to print', async () => {
  expect(await refusal(write('head.csv', Buffer.from('sku,name,attr:Gr\xf6\xdfe\na,b,c\n', 'latin1')))).toContain(
    'The header row of head.csv is not UTF-8',
  );
  expect(readHeader(await openProductFile(write('esc.csv', 'sku,name,\u001b[2Jevil\na,b,c\n'))).ignored).toEqual([
    'U+001B[2Jevil',
  ]);
  expect(await refusal(write('none.csv', 'a\u001b[2J,b\n1,2\n'))).toContain('"aU+001B[2J,b"');
});

test('no row is lost between line ends of different kinds', async () => {
  expect(await rowsOf(write('cr-cell.csv', 'sku,name\rA,"x\ny"\rB,z\r'))).toEqual(['2 A ', '3 B ']);
  expect(await rowsOf(write('cr-head.csv', 'sku,name\rA,x\nB,y\n'))).toEqual(['2: 3 columns, where the header has 2']);
  expect(await rowsOf(write('cr-row.csv', 'sku,name\nA,"x"\rB,"y"\nC,z\n'))).toEqual([
    '2: a line end of another kind stands between its cells',
    '3 C ',
  ]);
});
