import { SUBGRAPHS, type SubgraphName } from '@quartet/schema/subgraphs';
import { closeGracefully, createHttpServer } from '@quartet/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExecutor } from '../src/executor/create-executor.ts';
import type { Executor } from '../src/executor/executor.ts';
import { createHttpTransport } from '../src/transport/http-transport.ts';
import { run } from './execute.ts';
import { fakeGraph, flagship, log, supergraphSdl } from './fake-graph.ts';
import { type Served, serve, sign } from './http-subgraphs.ts';

const memory = fakeGraph();
const remote = fakeGraph();
const served: Served[] = [];
const transports = {} as Record<SubgraphName, ReturnType<typeof createHttpTransport>>;
/** One that waits long, however busy the machine is, and one that soon gives up on who is silent. */
const patient: Executor[] = [];
const hasty: Executor[] = [];

beforeAll(async () => {
  for (const name of SUBGRAPHS) {
    const one = await serve(name, remote.transports[name]);
    served.push(one);
    transports[name] = createHttpTransport({ name, urls: [one.url], below: '/graphql', sign, log });
  }
  for (const reach of [memory.transports, transports]) {
    patient.push(await createExecutor({ supergraphSdl, transports: reach, subgraphTimeoutMs: 10_000, log }));
    hasty.push(await createExecutor({ supergraphSdl, transports: reach, subgraphTimeoutMs: 2_000, log }));
  }
});
afterAll(async () => {
  await Promise.all([...patient, ...hasty].map((executor) => executor.stop()));
  await Promise.all(Object.values(transports).map((transport) => transport.close()));
  await Promise.all(served.map((one) => one.close()));
});
beforeEach(() => {
  memory.faults.clear();
  remote.faults.clear();
  memory.calls.length = 0;
  remote.calls.length = 0;
});

const queries = {
  flagship,
  fragments: `query Aliased($id: ID!) { o: order(id: $id) { lines: items { ...Line } } }
    fragment Line on OrderItem { v: variant { name p: product { id name alike: similar(first: 2) { id } } } }`,
  'root fields':
    'query Roots($id: ID!) { one: product(id: "p1") { id } two: product(id: "p2") { id } me { id } order(id: $id) { id placedAt } }',
  'a mutation': 'mutation Verify { verifyEmail(token: "t") { __typename } }',
};

/** What was asked of whom, without what is different by nature. */
const asked = (graph: typeof memory) =>
  graph.calls
    .splice(0)
    .map(({ name, request: { query, operationName, variables, viewer, requestId } }) =>
      JSON.stringify({ name, query, operationName, variables, viewer, requestId }),
    )
    .sort();

async function same(query: string, executors = patient): Promise<unknown> {
  const [expected, actual] = await Promise.all(executors.map((executor) => run(executor, query, { id: 'o1' })));
  expect(actual).toEqual(expected);
  return expected;
}

function breakDown(name: SubgraphName, fault: 'database' | 'network' | 'silence'): void {
  memory.faults.set(name, fault);
  remote.faults.set(name, fault);
}

describe.each(Object.entries(queries))('%s', (_, query) => {
  it('has the same answer over HTTP as in memory, and asks the subgraphs for the same', async () => {
    const answer = await same(query);
    expect(answer).toHaveProperty('data');
    expect(asked(remote)).toEqual(asked(memory));
  });

  it.each(SUBGRAPHS)('has the same errors with the same paths without %s', async (name) => {
    for (const fault of ['database', 'network'] as const) {
      breakDown(name, fault);
      await same(query);
    }
  });
});

it.each(['orders', 'catalog'] as const)('has the same errors with the same paths when %s is silent', async (name) => {
  breakDown(name, 'silence');
  await same(flagship, hasty);
});

it('loses the same to a subgraph that does not listen, or whose answers are none', async () => {
  memory.faults.set('catalog', 'network');
  const stranger = createHttpServer({ name: 'stranger', log, checks: {} });
  stranger.post('/graphql', (_request, reply) => reply.type('text/html').send('<h1>10.0.0.7</h1>'));
  const strange = await stranger.listen({ port: 0, host: '127.0.0.1' });
  for (const url of ['http://127.0.0.1:1', strange]) {
    const catalog = createHttpTransport({ name: 'catalog', urls: [url], below: '/graphql', sign, log });
    const executor = await createExecutor({
      supergraphSdl,
      transports: { ...transports, catalog },
      subgraphTimeoutMs: 10_000,
      log,
    });
    const answer = await run(executor, flagship, { id: 'o1' });
    expect(answer).toEqual(await run(patient[0]!, flagship, { id: 'o1' }));
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toContain('SERVICE_UNAVAILABLE');
    expect(JSON.stringify(answer)).not.toMatch(/10\.0\.0\.7|127\.0\.0\.1|ECONN|HTTP/);
    await executor.stop();
    await catalog.close();
  }
  await closeGracefully(stranger);
});
