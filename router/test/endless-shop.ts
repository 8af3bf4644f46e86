import { readFileSync } from 'node:fs';
import type { SubgraphName } from '@quartet/schema/subgraphs';
import { type Subgraph, createSubgraph } from '@quartet/service-kit';
import type { Transport } from '../src/transport/transport.ts';
import { log } from './fake-graph.ts';

/** A shop without an end: each category has so many children, each product is like all others, texts are long. */
export interface EndlessShop {
  readonly transports: Record<SubgraphName, Transport>;
  /** How often catalog's resolver of `children` ran. */
  readonly childrenAsked: () => number;
}

export function endlessShop(o: {
  children?: number;
  text?: string;
  attributes?: number;
  oneProduct?: boolean;
}): EndlessShop {
  const { children = 8, text = 'text', attributes = 12, oneProduct = false } = o;
  const typeDefs = (name: string) => readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8');
  let childrenAsked = 0;
  const some = <T>(length: number, make: (at: number) => T) => Array.from({ length }, (_, at) => make(at));

  const category = (at: number) => ({ id: `c${at}`, slug: `c-${at}`, name: text, version: 1, productCount: 1 });
  const product = (id: string) => ({
    __typename: 'Product',
    id,
    slug: id,
    name: text,
    brand: text,
    description: text,
    attributes: some(attributes, (at) => ({ name: `a${at}`, label: text, value: text })),
  });
  const page = (first: number) => ({
    nodes: some(first, (at) => product(`p${at}`)),
    edges: some(first, (at) => ({ cursor: `${at}`, node: product(`p${at}`) })),
  });
  const make = (name: string, resolvers: object): Subgraph =>
    createSubgraph({ name, typeDefs: typeDefs(name), resolvers, createContext: () => ({}), log });
  const reference = { __resolveReference: (ref: object) => ref };

  return {
    childrenAsked: () => childrenAsked,
    transports: {
      users: make('users', { User: reference }),
      orders: make('orders', { User: reference, Variant: reference }),
      catalog: make('catalog', {
        Query: {
          categories: () => some(children, category),
          products: (_: unknown, { first }: { first: number }) => page(first),
          product: () => product('p'),
        },
        Category: {
          children: () => ((childrenAsked += 1), some(children, category)),
          parent: () => category(0),
          __resolveReference: ({ id }: { id: string }) => ({ ...category(0), id }),
        },
        Product: { __resolveReference: ({ id }: { id: string }) => product(id) },
        Variant: reference,
      }),
      search: make('search', {
        Product: {
          ...reference,
          similar: ({ id }: { id: string }, { first }: { first: number }) =>
            some(first, (at) => ({ id: oneProduct ? 'p' : `${id}-${at}` })),
        },
        Category: reference,
      }),
    },
  };
}
