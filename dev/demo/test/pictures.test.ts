import { createServer as createHttpServer } from 'node:http';
import { once } from 'node:events';
import { freePort } from '@quartet/engines';
import { waitUntil } from '@quartet/test-kit';
import { expect, onTestFinished, test } from 'vitest';
import { pictureAt } from '../src/data/pictures/address.ts';
import { drawPicture } from '../src/data/pictures/draw.ts';
import { DEPARTMENTS, demoProduct } from '../src/data/products.ts';
import { servePictures } from '../src/index.ts';

test('every picture of a demo product is served, without a network', async () => {
  const port = await freePort();
  const server = await servePictures({ port });
  onTestFinished(() => server.stop());
  const leaves = DEPARTMENTS.flatMap((department) => department.leaves).length;
  const images = Array.from({ length: 2 * leaves }, (_, index) => demoProduct(index).input.images ?? []).flat();
  for (const { url } of images) {
    const { pathname, hostname } = new URL(url);
    expect(hostname).toBe('127.0.0.1');
    const response = await fetch(`http://127.0.0.1:${port}${pathname}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    expect(await response.text()).toMatch(/^<svg [\s\S]*<\/svg>$/);
  }
  for (const path of ['/', '/../package.json', '/lamps/lmp-00001-4.svg', '/lamps/<script>-1.svg']) {
    expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(404);
  }
  expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).status).toBe(405);
});

test('each category has a shape of its own, each product a look of its own, always the same', () => {
  const draw = (path: string) => drawPicture(pictureAt(path) ?? { category: '', product: '', view: 1 });
  const slugs = DEPARTMENTS.flatMap((department) => department.leaves.map((leaf) => leaf.slug));
  expect(new Set(slugs.map((slug) => draw(`/${slug}/abc-00001-1.svg`))).size).toBe(slugs.length);
  const paths = ['/lamps/lmp-00001-1.svg', '/lamps/lmp-00001-2.svg', '/lamps/lmp-00002-1.svg'];
  expect(new Set(paths.map(draw)).size).toBe(3);
  expect(paths.map(draw)).toEqual(paths.map(draw));
});

test('where another program has the port, it is taken over once that has gone', async () => {
  const port = await freePort();
  const first = await servePictures({ port });
  const second = await servePictures({ port, retryMs: 20 });
  onTestFinished(() => second.stop());
  expect([first.isServing(), second.isServing()]).toEqual([true, false]);
  expect([await first.areShown(), await second.areShown()]).toEqual([true, true]);
  await first.stop();
  await waitUntil(() => second.isServing(), { what: 'the second to serve' });
});

test('it is known whether what has the port is another shop', async () => {
  const other = createHttpServer((_request, response) => response.end('something else')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const address = other.address();
  const server = await servePictures({ port: typeof address === 'object' && address !== null ? address.port : 0 });
  onTestFinished(() => server.stop());
  expect([server.isServing(), await server.areShown()]).toEqual([false, false]);
});
