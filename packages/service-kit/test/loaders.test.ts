import { expect, test, vi } from 'vitest';
import { batchLoader } from '../src/index.ts';

test('keys of one tick are one call, each once; what is missing is null', async () => {
  const load = vi.fn((keys: readonly number[]) =>
    Promise.resolve(new Map(keys.filter((key) => key < 3).map((key) => [String(key), key * 10]))),
  );
  const loader = batchLoader(load);
  expect(await Promise.all([1, 2, 1, 3].map((key) => loader.load(key)))).toEqual([10, 20, 10, null]);
  expect(load.mock.calls).toEqual([[[1, 2, 3]]]);
});

test('keyOf says which keys are the same', async () => {
  const load = vi.fn((keys: readonly { id: string }[]) =>
    Promise.resolve(new Map(keys.map((key) => [key.id, key.id]))),
  );
  const loader = batchLoader(load, (key) => key.id);
  expect(await loader.loadMany([{ id: 'a' }, { id: 'a' }])).toEqual(['a', 'a']);
  expect(load.mock.calls[0]?.[0]).toHaveLength(1);
});
