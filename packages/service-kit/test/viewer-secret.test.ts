import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { readViewerSecrets } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'viewer-secret-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [one, two] = ['1'.repeat(32), '2'.repeat(40)];

test('several secrets stand in their order', () => {
  expect(readViewerSecrets({ VIEWER_SECRET: `${one}, ${two}` })).toEqual([one, two]);
});

test('one that is too short is refused, and none at all in production; no message shows a secret', () => {
  const short = { VIEWER_SECRET: `${one},tooshort` };
  expect(() => readViewerSecrets(short)).toThrow(/VIEWER_SECRET: each secret must have at least 32/);
  expect(() => readViewerSecrets(short)).not.toThrow(/tooshort/);
  expect(() => readViewerSecrets({ NODE_ENV: 'production', QUARTET_DIR: folder })).toThrow(/VIEWER_SECRET: is missing/);
  expect(readdirSync(folder)).toEqual([]);
});

test('in development processes that start together agree on one secret, which only its owner may read', async () => {
  const module = new URL('../src/viewer/viewer-secret.ts', import.meta.url).href;
  const script = `const { readViewerSecrets } = await import(${JSON.stringify(module)}); process.stdout.write(readViewerSecrets(process.env)[0]);`;
  const env = { ...process.env, QUARTET_DIR: join(folder, 'data'), VIEWER_SECRET: '' };
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  const said = await Promise.all([run(), run(), run(), run()]);
  const secrets = new Set(said.map(({ stdout }) => stdout));
  expect([...secrets]).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
  expect(readViewerSecrets(env)).toEqual([...secrets]);
  expect(readdirSync(env.QUARTET_DIR)).toEqual(['viewer-secret']);
  expect(statSync(join(env.QUARTET_DIR, 'viewer-secret')).mode & 0o777).toBe(0o600);
});

test('a folder where nothing can be kept is one readable line', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => readViewerSecrets({ QUARTET_DIR: file })).toThrow(/VIEWER_SECRET: is missing, and none could be kept/);
});
