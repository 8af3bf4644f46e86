import { afterEach, describe, expect, it } from 'vitest';
import type { FetchNode, PlanNode, Planner } from '../src/executor/plan/planner.ts';
import { type Differential, openDifferential } from './fuzz/suite.ts';
import { SHAPES } from './supergraphs/index.ts';

/** `FUZZ_SEED=…` takes other operations; `npm run test:fuzz -- executor` takes others each time, and for longer. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const OPERATIONS = 150;

let differential: Differential | undefined;
afterEach(() => differential?.stop());

it.each(Object.keys(SHAPES))('the graph %s answers as one schema without federation would', async (name) => {
  differential = await openDifferential(SHAPES[name]!);
  const { difference, compared } = await differential.run({ seed: SEED, operations: OPERATIONS });
  expect(difference, `FUZZ_SEED=${SEED}`).toBeUndefined();
  expect(compared).toBeGreaterThan(OPERATIONS / 2);
});

it.each(Object.keys(SHAPES))('the graph %s answers the same out of the entity cache', async (name) => {
  differential = await openDifferential(SHAPES[name]!, { cached: true });
  const { difference, withHits } = await differential.run({ seed: SEED, operations: OPERATIONS / 3 });
  expect(difference, `FUZZ_SEED=${SEED}`).toBeUndefined();
  expect(withHits).toBeGreaterThan(5);
});

describe('a fault in the plan is found', () => {
  it.each<[string, (node: PlanNode) => PlanNode]>([
    ['a fetch of entities is left out', onFetches((fetch) => (fetch.requires ? undefined : fetch))],
    ['a fetch of entities is sent to the wrong place', lastPathCut],
    ['a fetch asks for other fields under the same names', onFetches(swapped)],
    ['requirements are not sent', onFetches(withoutRequirements)],
  ])('%s', async (_, change) => {
    differential = await openDifferential(SHAPES.shop!, { change: changed(change) });
    const { difference } = await differential.run({ seed: 1, operations: OPERATIONS, shrinkMs: 0 });
    expect(difference).toBeDefined();
  });
});

function changed(change: (node: PlanNode) => PlanNode): (planner: Planner) => Planner {
  return (planner) => ({
    ...planner,
    plan: async (document) => {
      const node = await planner.plan(document);
      return node && change(node);
    },
  });
}

function onFetches(change: (fetch: FetchNode) => FetchNode | undefined): (node: PlanNode) => PlanNode {
  const onNode = (node: PlanNode): PlanNode[] => {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        return [{ ...node, nodes: node.nodes.flatMap(onNode) }];
      case 'Flatten':
        return onNode(node.node).map((inner) => ({ ...node, node: inner }));
      case 'Fetch':
        return [change(node)].filter((fetch) => fetch !== undefined);
    }
  };
  return (node) => onNode(node)[0] ?? { kind: 'Sequence', nodes: [] };
}

function lastPathCut(node: PlanNode): PlanNode {
  if (node.kind === 'Flatten') return { ...node, path: node.path.slice(0, -1) };
  return node.kind === 'Fetch' ? node : { ...node, nodes: node.nodes.map(lastPathCut) };
}

const swapped = (fetch: FetchNode): FetchNode => ({
  ...fetch,
  operation: fetch.operation.replaceAll(/\bwidth\b/g, 'width: height'),
});

const withoutRequirements = (fetch: FetchNode): FetchNode => ({
  ...fetch,
  operation: fetch.operation.replaceAll(/\bweightGrams\b/g, 'weightGrams: batch'),
});
