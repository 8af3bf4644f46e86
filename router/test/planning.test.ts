import { parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { createApolloPlanner } from '../src/executor/plan/apollo-planner.ts';
import { createPlanCache } from '../src/executor/plan/plan-cache.ts';
import type { Planner } from '../src/executor/plan/planner.ts';
import { inThreads } from '../src/executor/plan/threaded-planner.ts';
import { createExecutor } from '../src/executor/create-executor.ts';
import { codes, run } from './execute.ts';
import { fakeGraph, log, supergraphSdl } from './fake-graph.ts';

const times = (count: number, part: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => part(at)).join(' ');
const large = (name: string) => `{ ${times(60, (at) => `${name}${at}: product(id: "p1") { id name }`)} }`;
const small = '{ product(id: "p1") { name } }';

const stopping: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of stopping.splice(0)) await one.stop();
});

async function plannerWith(deadlineMs?: number): Promise<Planner> {
  const planner = await createApolloPlanner(supergraphSdl);
  const threaded = inThreads(planner, { supergraphSdl, log, ...(deadlineMs !== undefined && { deadlineMs }) });
  stopping.push(threaded);
  return threaded;
}

describe('a large operation', { timeout: 60_000 }, () => {
  it('is planned in a thread of its own as it would be here, and small ones do not wait for it', async () => {
    const planner = await plannerWith(30_000);
    const order: string[] = [];
    const planned = Promise.all(
      ['a', 'b'].map((name) => planner.plan(parse(large(name))).finally(() => order.push(name))),
    );
    await planner.plan(parse(small)).finally(() => order.push('small'));
    const [plan] = await planned;
    expect(order).toEqual(['small', 'a', 'b']);
    const here = await (await createApolloPlanner(supergraphSdl)).plan(parse(large('a')));
    expect(JSON.parse(JSON.stringify(plan))).toEqual(JSON.parse(JSON.stringify(here)));
  });

  it('that takes too long is cut off, is not planned again, and others go on', async () => {
    const planner = await plannerWith(0);
    const refusal = { code: 'QUERY_TOO_EXPENSIVE', message: expect.stringContaining('takes too long') as string };
    await expect(planner.plan(parse(large('a')))).rejects.toMatchObject(refusal);
    const began = performance.now();
    await expect(planner.plan(parse(large('a')))).rejects.toMatchObject(refusal);
    expect(performance.now() - began).toBeLessThan(500);
    expect(await planner.plan(parse(small))).toBeDefined();
  });

  it('that cannot be planned in time is refused in words, and the executor goes on', async () => {
    const { transports } = fakeGraph();
    const planner = await plannerWith(0);
    const executor = await createExecutor({ supergraphSdl, transports, subgraphTimeoutMs: 5_000, log, planner });
    const answer = await run(executor, large('a'));
    expect(answer.data).toBeUndefined();
    expect(codes(answer)).toEqual(['QUERY_TOO_EXPENSIVE']);
    expect(await run(executor, small)).toEqual({ data: { product: { name: 'Name p1' } } });
  });
});

it('plans that are used stay, whatever number of others comes by', async () => {
  const cache = createPlanCache<object>({ maxSize: 100_000 });
  let made = 0;
  const make = () => Promise.resolve({ at: (made += 1) });
  const hot = await cache.get('hot', make);
  for (let at = 0; at < 5_000; at += 1) {
    await cache.get(`query ($v${at}: ID!) { product(id: $v${at}) { name } }`, make);
    expect(await cache.get('hot', make)).toBe(hot);
  }
  const before = made;
  await cache.get('query ($v0: ID!) { product(id: $v0) { name } }', make);
  expect(made).toBe(before + 1);
});

it('a plan that many ask for at once is made once, and one that failed is tried again', async () => {
  const cache = createPlanCache<object>({ maxSize: 100_000 });
  let made = 0;
  const make = () => ((made += 1), Promise.resolve({}));
  const [one, other] = await Promise.all([cache.get('a', make), cache.get('a', make)]);
  expect(one).toBe(other);
  expect(made).toBe(1);
  await expect(cache.get('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await cache.get('b', make)).toEqual({});
});
