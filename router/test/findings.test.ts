import { expect, it } from 'vitest';
import { composeGraph } from './composed-graph.ts';
import { run } from './execute.ts';

it('thousands of values that are missing without a word are told in time, five hundred of them', async () => {
  const many = composeGraph({
    many: {
      sdl: 'type Query { all: [Thing] } type Thing { name: String! }',
      resolvers: { Query: { all: () => [] } },
    },
  });
  const all = Array.from({ length: 10_000 }, () => ({ name: null }));
  many.instead.set('many', () => ({ data: { all } }));
  const began = performance.now();
  const answer = await run(await many.executor(), '{ all { name } }');
  expect(answer.data).toEqual({ all: all.map(() => null) });
  expect(answer.errors).toHaveLength(501);
  expect(performance.now() - began).toBeLessThan(5_000);
});
