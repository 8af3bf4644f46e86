import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createExecutor } from '../src/executor/create-executor.ts';
import { EXECUTORS } from '../src/executor/executor.ts';
import { fakeGraph, log, supergraphSdl } from './fake-graph.ts';

const { transports } = fakeGraph();
const options = { transports, subgraphTimeoutMs: 1_000, log };

function composed(sdl: string): string {
  const typeDefs = parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@authenticated", "@requiresScopes", "@policy"
  ])\n${sdl}`);
  const result = composeServices([{ name: 'users', url: 'http://users', typeDefs }]);
  if (result.supergraphSdl === undefined) throw new Error(result.errors?.join('\n'));
  return result.supergraphSdl;
}

describe.each(EXECUTORS)('the executor %s refuses a supergraph', (name) => {
  it.each([
    ['that guards fields in a way that it would not enforce', 'type Query { secret: String @authenticated }'],
    ['that asks for scopes', 'type Query { secret: String @requiresScopes(scopes: [["a"]]) }'],
    ['that has policies', 'type Query { secret: String @policy(policies: [["a"]]) }'],
  ])('%s', async (_, sdl) => {
    await expect(createExecutor({ ...options, supergraphSdl: composed(sdl) }, name)).rejects.toThrow();
  });

  it('that is none, or names a subgraph that nobody reaches', async () => {
    await expect(createExecutor({ ...options, supergraphSdl: 'type Query { a: Int }' }, name)).rejects.toThrow();
    await expect(createExecutor({ ...options, supergraphSdl: supergraphSdl.slice(0, 5_000) }, name)).rejects.toThrow();
    const { users: _, ...others } = transports;
    await expect(createExecutor({ ...options, supergraphSdl, transports: others }, name)).rejects.toThrow('users');
  });
});
