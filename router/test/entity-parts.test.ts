import { anonymous, type SubgraphRequest } from '@quartet/service-kit';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { mergeParts, partsOf, runInParts } from '../src/executor/entity-parts.ts';
import { createHttpTransport } from '../src/transport/http-transport.ts';
import { log } from './fake-graph.ts';
import { serve, sign } from './http-subgraphs.ts';

const QUERY = 'query($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
const requestFor = (representations: unknown[]): SubgraphRequest => ({
  query: QUERY,
  operationName: null,
  variables: { representations },
  viewer: anonymous,
  requestId: 'r-1',
});
const variants = (n: number) =>
  Array.from({ length: n }, (_, at) => ({ __typename: 'Variant', sku: `SKU-${String(at).padStart(60, '0')}` }));
const sentIn = ({ variables }: SubgraphRequest) => variables?.representations as { sku: string }[];

const closing: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(closing.map((one) => one.close())));

it('60,000 variants are asked for over HTTP, each once and in their order', async () => {
  const sizes: number[] = [];
  const served = await serve('shop', {
    execute: (request) => {
      sizes.push(sentIn(request).length);
      return Promise.resolve({ data: { _entities: sentIn(request) } });
    },
  });
  const transport = createHttpTransport({ name: 'shop', urls: [served.url], below: '/graphql', sign, log });
  closing.push(transport, served);
  const sent = variants(60_000);
  expect(JSON.stringify(sent).length).toBeGreaterThan(4 * 1_024 * 1_024); // what a subgraph takes at once
  const { data, errors } = await transport.execute(requestFor(sent));
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data?._entities) === JSON.stringify(sent)).toBe(true);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(5_000);
});

describe('parts', () => {
  it('keep to the limits, but for one that is too large by itself', () => {
    const parts = partsOf(['a'.repeat(8), 'b'.repeat(50), 'c', 'd', 'e'], { maxBytes: 20, maxEntities: 2 });
    expect(parts).toEqual([['a'.repeat(8)], ['b'.repeat(50)], ['c', 'd'], ['e']]);
  });

  it('a request that fits, and one for no entities, go as they are', async () => {
    const seen: SubgraphRequest[] = [];
    const run = (request: SubgraphRequest) => (seen.push(request), Promise.resolve({ data: {} }));
    const small = requestFor(variants(10));
    const { variables: _, ...plain } = small;
    await runInParts(small, run);
    await runInParts(plain, run);
    expect(seen).toEqual([small, plain]);
  });

  it('one that fails costs its own entities alone', async () => {
    const run = (request: SubgraphRequest): Promise<ExecutionResult> =>
      sentIn(request)[0]?.sku.endsWith('05000')
        ? Promise.reject(new Error('10.0.0.7 is away'))
        : Promise.resolve({ data: { _entities: sentIn(request) } });
    const { data, errors } = await runInParts(requestFor(variants(10_003)), run);
    const entities = data?._entities as unknown[];
    expect(entities.filter((entity) => entity === null)).toHaveLength(5_000);
    expect(entities.slice(5_000, 10_000)).toEqual(Array.from({ length: 5_000 }, () => null));
    expect(errors?.map(({ path }) => path?.[1])).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 5_000));
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['SERVICE_UNAVAILABLE']));
    expect(JSON.stringify(errors?.[0])).not.toContain('10.0.0.7');
  });

  it('that all fail are a failure of the whole', async () => {
    await expect(runInParts(requestFor(variants(10_000)), () => Promise.reject(new Error('away')))).rejects.toThrow(
      'away',
    );
  });

  it('errors keep their places', () => {
    const fault = (path?: (string | number)[]) => new GraphQLError('no', { ...(path && { path }) });
    const merged = mergeParts([
      { size: 2, result: { data: { _entities: [1, null] }, errors: [fault(['_entities', 1, 'price'])] } },
      { size: 2, result: { data: { _entities: [null, 4] }, errors: [fault()] } },
      { size: 2, result: { data: null, errors: [fault()] } },
    ]);
    expect(merged.data).toEqual({ _entities: [1, null, null, 4, null, null] });
    expect(merged.errors?.map(({ path }) => path)).toEqual([
      ['_entities', 1, 'price'],
      ['_entities', 2],
      ['_entities', 4],
      ['_entities', 5],
    ]);
  });
});
