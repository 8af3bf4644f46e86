import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOptions } from '../src/start/options.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quartet-options-'));
  writeFileSync(join(folder, 'products.ndjson'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command line', () => {
  it('has defaults', () => {
    expect(readOptions([], {})).toEqual({
      once: false,
      products: undefined,
      limit: undefined,
      port: undefined,
      topology: 'in-memory',
      replicas: 1,
      demo: false,
      help: false,
    });
    expect(readOptions(['--once'], {})).toMatchObject({ once: true, port: 0 });
    expect(readOptions(['--once'], { PORT: '4100' })).toMatchObject({ port: 4100 });
  });

  it('reads all of it', () => {
    const file = join(folder, 'products.ndjson');
    expect(readOptions(['--products', file, '--limit', '20', '--port', '5000'], { PORT: '4100' })).toMatchObject({
      products: file,
      limit: 20,
      port: 5000,
    });
  });

  it('knows two topologies, and as many processes of each kind as are asked for', () => {
    expect(readOptions(['--topology=distributed'], {})).toMatchObject({ topology: 'distributed', replicas: 1 });
    const two = readOptions(['--topology', 'distributed', '--replicas', '2'], {});
    expect(two).toMatchObject({ topology: 'distributed', replicas: 2 });
  });

  it.each([
    [['--topology', 'cloud'], /--topology must be in-memory or distributed, not cloud/],
    [['--replicas', '2'], /--replicas needs --topology=distributed/],
    [['--topology=distributed', '--replicas', '0'], /--replicas must be a whole number from 1 to 8/],
    [['--nonsense'], /nonsense/],
    [['--port', 'abc'], /--port must be a whole number/],
    [['--port', '70000'], /--port/],
    [['--limit', '3'], /--limit needs --products/],
    [['--products', 'nowhere.ndjson'], /nowhere\.ndjson cannot be read/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(message);
    try {
      readOptions(args, {});
    } catch (error) {
      expect((error as Error).message.split('\n')).toHaveLength(1);
    }
  });

  it('names the setting that is wrong, wherever it came from', () => {
    expect(() => readOptions([], { PORT: 'abc' })).toThrow(/^PORT must be a whole number from 0 to 65535, not abc$/);
    expect(readOptions(['--port', '4100'], { PORT: 'abc' })).toMatchObject({ port: 4100 });
  });

  it('takes columns as well as JSON lines, whatever the name; a folder is refused', () => {
    for (const name of ['products.csv', 'products.tsv.gz', 'export.txt']) {
      writeFileSync(join(folder, name), '');
      expect(readOptions(['--products', join(folder, name)], {})).toMatchObject({ products: join(folder, name) });
    }
    expect(() => readOptions(['--products', folder], {})).toThrow(/is not a file/);
  });
});
