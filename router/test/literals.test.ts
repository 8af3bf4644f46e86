import { afterEach, describe, expect, it } from 'vitest';
import { createApolloPlanner } from '../src/executor/plan/apollo-planner.ts';
import type { Executor } from '../src/executor/executor.ts';
import { type ComposedGraph, composeGraph } from './composed-graph.ts';
import { run } from './execute.ts';

const stopping: Executor[] = [];
afterEach(async () => {
  for (const one of stopping.splice(0)) await one.stop();
});

interface Given {
  id?: string;
  of?: unknown;
}

const graph: ComposedGraph = composeGraph({
  books: {
    sdl: `
      type Query { book(id: ID!): Book echo(of: Of): String! }
      type Book @key(fields: "id") { id: ID! title: String! }
      enum Kind { NEW OLD }
      input Of { kind: Kind numbers: [Int!] text: String factor: Float id: ID inner: Of }
    `,
    resolvers: {
      Query: {
        book: (_: unknown, { id }: Given) => ({ id, title: `Title ${id}` }),
        echo: (_: unknown, { of }: Given) => JSON.stringify(of ?? null),
      },
    },
  },
  prices: {
    sdl: `type Book @key(fields: "id") { id: ID! price(times: Int = 1): Int! }`,
    resolvers: {
      Book: {
        __resolveReference: (book: object) => book,
        price: ({ id }: { id: string }, { times }: { times: number }) => Number(id) * times,
      },
    },
  },
});

/** An executor, and how often it has planned. */
async function counted() {
  const planner = await createApolloPlanner(graph.supergraphSdl);
  let plans = 0;
  const executor = await graph.executor('quartet', {
    planner: { ...planner, plan: (document) => ((plans += 1), planner.plan(document)) },
  });
  stopping.push(executor);
  return { executor, plans: () => plans };
}

describe('operations that differ in literals only', () => {
  it('share a plan, and each is answered for its own', async () => {
    const { executor, plans } = await counted();
    for (const id of [3, 5, 7]) {
      const answer = await run(executor, `{ book(id: "${id}") { title price(times: ${id}) } }`);
      expect(answer).toEqual({ data: { book: { title: `Title ${id}`, price: id * id } } });
    }
    expect(plans()).toBe(1);
  });

  it('have plans of their own where fields of one name have to have the same arguments', async () => {
    const { executor } = await counted();
    const twice = (one: number, other: number) =>
      `{ book(id: "2") { price(times: ${one}) } a: book(id: "3") { price(times: ${other}) ... on Book { price(times: ${other}) } } }`;
    expect(await run(executor, twice(1, 1))).toEqual({ data: { book: { price: 2 }, a: { price: 3 } } });
    expect(await run(executor, twice(4, 5))).toEqual({ data: { book: { price: 8 }, a: { price: 15 } } });
  });

  it('reach the subgraph as what they are', async () => {
    const { executor } = await counted();
    const of =
      '{ kind: OLD, numbers: 4, text: "4 \\"ü\\"", factor: 1, id: 12345678901234567890, inner: { numbers: [], id: "x", text: null } }';
    const answer = await run(executor, `{ echo(of: ${of}) none: echo(of: null) missing: echo }`);
    expect(answer.errors).toBeUndefined();
    expect(JSON.parse(String(answer.data?.echo))).toEqual({
      kind: 'OLD',
      numbers: [4],
      text: '4 "ü"',
      factor: 1,
      id: '12345678901234567890',
      inner: { numbers: [], id: 'x', text: null },
    });
    expect(answer.data).toMatchObject({ none: 'null', missing: 'null' });
  });

  it('stand beside variables of the client, whatever their names', async () => {
    const { executor } = await counted();
    const query =
      'query ($__literal0: Int, $n: Int) { a: book(id: "2") { price(times: $__literal0) } b: book(id: "3") { price(times: $n) } }';
    const answer = await run(executor, query, { __literal0: 10, n: 20 });
    expect(answer).toEqual({ data: { a: { price: 20 }, b: { price: 60 } } });
    const within = 'query ($n: Int!) { echo(of: { numbers: [1, $n], text: "x" }) }';
    expect(await run(executor, within, { n: 2 })).toEqual({ data: { echo: '{"numbers":[1,2],"text":"x"}' } });
  });
});
