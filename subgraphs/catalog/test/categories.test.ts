import { createMongo } from '@quartet/service-kit';
import { freshMongo, waitUntil } from '@quartet/test-kit';
import { beforeAll, expect, it } from 'vitest';
import { migrateCatalog, saveCategory } from '../src/index.ts';
import { findCategoryBySlug } from '../src/categories/category.repository.ts';
import { alignDescendants } from '../src/categories/category.service.ts';
import { categories } from '../src/categories/category.collection.ts';
import { withLock } from '../src/storage/with-lock.ts';
import { freshCatalog, log, makeCategory, type Db } from './fixtures.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshCatalog());
});

it('is idempotent by its slug and raises the version with a change', async () => {
  const first = await saveCategory(db, { slug: 'books', name: 'Books' });
  expect(await saveCategory(db, { slug: 'books', name: 'Books' })).toMatchObject({ created: false, changed: false });
  expect(first).toMatchObject({ created: true });
  expect(await saveCategory(db, { slug: 'books', name: 'All books' })).toMatchObject({ category: { version: 2 } });
  const atOnce = await Promise.all([1, 2, 3].map(() => saveCategory(db, { slug: 'maps', name: 'Maps' })));
  expect(atOnce.filter((it) => it.kind === 'saved' && it.created)).toHaveLength(1);
});

it('takes what lies below along when it moves, and never moves below itself', async () => {
  const root = await makeCategory(db, { slug: 'root' });
  const other = await makeCategory(db, { slug: 'other' });
  const middle = await makeCategory(db, { slug: 'middle', parentId: root });
  const leaf = await makeCategory(db, { slug: 'leaf', parentId: middle });
  await makeCategory(db, { slug: 'middle', parentId: other });
  expect((await findCategoryBySlug(db, 'leaf'))?.ancestorIds).toEqual([other, middle]);
  expect(await saveCategory(db, { slug: 'other', name: 'other', parentId: leaf })).toEqual({
    kind: 'cycle',
    parentId: leaf,
  });
  // A move that was cut off half way is repaired.
  await categories(db).updateOne({ _id: leaf }, { $set: { ancestorIds: [root, middle] } });
  await alignDescendants(db, other);
  expect((await findCategoryBySlug(db, 'leaf'))?.ancestorIds).toEqual([other, middle]);
});

it('puts a category below one that is being moved where that one comes to stand', async () => {
  const [from, to] = [await makeCategory(db, { slug: 'from' }), await makeCategory(db, { slug: 'to' })];
  const moving = await makeCategory(db, { slug: 'moving', parentId: from });
  let created: Promise<unknown> = Promise.resolve();
  let isCreated = false;
  await withLock(db, 'category-tree', async () => {
    created = makeCategory(db, { slug: 'born-meanwhile', parentId: moving }).finally(() => (isCreated = true));
    // Long enough for it to have read the old path, if it did not wait.
    await waitUntil(async () => (await db.collection('locks').countDocuments()) > 0, { what: 'the lock' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isCreated).toBe(false);
    await categories(db).updateOne({ _id: moving }, { $set: { parentId: to, ancestorIds: [to] } });
  });
  await created;
  expect((await findCategoryBySlug(db, 'born-meanwhile'))?.ancestorIds).toEqual([to, moving]);
});

it('keeps every path right while many are created and moved at once', async () => {
  const roots = await Promise.all([1, 2, 3].map((n) => makeCategory(db, { slug: `storm-${n}` })));
  const middle = await makeCategory(db, { slug: 'storm-middle', parentId: roots[0]! });
  await Promise.all([
    ...[1, 2, 0].map((n) => saveCategory(db, { slug: 'storm-middle', name: 'storm-middle', parentId: roots[n]! })),
    ...[1, 2, 3, 4].map((n) => makeCategory(db, { slug: `storm-leaf-${n}`, parentId: middle })),
  ]);
  const path = (await findCategoryBySlug(db, 'storm-middle'))!.ancestorIds;
  for (const n of [1, 2, 3, 4]) {
    expect((await findCategoryBySlug(db, `storm-leaf-${n}`))?.ancestorIds).toEqual([...path, middle]);
  }
});

it('refuses a place that is too deep, also for what would move along', async () => {
  let parentId = await makeCategory(db, { slug: 'level-1' });
  for (let level = 2; level <= 20; level++) parentId = await makeCategory(db, { slug: `level-${level}`, parentId });
  const wrong = {
    kind: 'invalid_category',
    issues: [{ path: 'parentId', message: expect.stringContaining('21') as string }],
  };
  expect(await saveCategory(db, { slug: 'level-21', name: 'x', parentId })).toEqual(wrong);
  const above = await makeCategory(db, { slug: 'above-all' });
  expect(await saveCategory(db, { slug: 'level-1', name: 'level-1', parentId: above })).toEqual(wrong);
});

it('refuses definitions that make no sense', async () => {
  const definition = { name: 'a', label: 'A', type: 'TEXT' as const, unit: 'cm' };
  const outcome = await saveCategory(db, { slug: 'bad', name: 'Bad', attributeDefinitions: [definition] });
  expect(outcome.kind).toBe('invalid_category');
});

it('migrates once where several start at the same time, and back again', async () => {
  const { url } = await freshMongo();
  const env = { CATALOG_MONGODB_URL: url, REDIS_URL: '', REDIS_CACHE_URL: '' };
  const applied = await Promise.all([1, 2, 3].map(() => migrateCatalog({ env, log, direction: 'up' })));
  const all = applied.flat().sort();
  expect(all.slice(0, 3)).toEqual(['0001_categories', '0002_products', '0003_product_lists']);
  expect(new Set(all).size).toBe(all.length);
  expect(await migrateCatalog({ env, log, direction: 'down' })).toEqual(all.slice(-1));
  expect(await migrateCatalog({ env, log, direction: 'up' })).toEqual(all.slice(-1));
  const mongo = createMongo({ url, name: 'test', log });
  await mongo.db.collection<{ _id: string }>('migrations').insertOne({ _id: '9999_future' });
  await expect(migrateCatalog({ env, log, direction: 'up' })).rejects.toThrow(/newer than this code.*9999_future/);
  await mongo.destroy();
});
