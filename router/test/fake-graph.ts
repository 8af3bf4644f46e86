import { readFileSync } from 'node:fs';
import type { SubgraphName } from '@quartet/schema/subgraphs';
import { AppError, type Subgraph, type SubgraphRequest, createLogger, createSubgraph } from '@quartet/service-kit';
import type { Transport } from '../src/transport/transport.ts';

/** The real SDL of the four subgraphs with a little shop in memory behind it, each of which a test can take away. */

const read = (name: string) => readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8');
export const supergraphSdl = read('supergraph');
export const flagship = read('flagship');
export const log = createLogger({ name: 'router-test', level: 'silent' });

const money = (amount: number) => ({ amount, currency: 'EUR' });
const OWNER = '0190a000-0000-7000-8000-000000000001';

/** Two variants of product p1, one of p2, and one SKU that the catalog does not know. */
const PRODUCT_OF: Record<string, string | undefined> = { 'P1-A': 'p1', 'P1-B': 'p1', 'P2-A': 'p2' };
const SKUS = ['P1-A', 'P1-B', 'GONE', 'P2-A'];

const product = (id: string) => ({
  __typename: 'Product',
  id,
  slug: `slug-${id}`,
  name: `Name ${id}`,
  brand: 'Brand',
  attributes: [{ name: 'size', label: 'Size', value: '14', unit: null }],
  rating: { average: 4.5, count: 2, distribution: [0, 0, 0, 1, 1] },
  category: { __typename: 'Category', id: `c-${id}`, name: `Category of ${id}`, slug: `c-${id}` },
});

export interface FakeGraph {
  readonly transports: Record<SubgraphName, Transport>;
  /** Requests as the transports got them. */
  readonly calls: { name: SubgraphName; request: SubgraphRequest }[];
  /** How subgraphs misbehave: their resolvers fail, the transport throws, or never answers. */
  readonly faults: Map<SubgraphName, 'database' | 'network' | 'silence'>;
}

export function fakeGraph(): FakeGraph {
  const faults: FakeGraph['faults'] = new Map();
  const calls: FakeGraph['calls'] = [];

  function check(name: SubgraphName): void {
    if (faults.get(name) !== 'database') return;
    throw new AppError('SERVICE_UNAVAILABLE', 'Not available right now', { cause: new Error('10.0.0.7:5432 refused') });
  }

  function make(name: SubgraphName, resolvers: object): Subgraph {
    return createSubgraph({ name, typeDefs: read(name), resolvers, createContext: () => ({}), log });
  }

  const user = { __typename: 'User', id: OWNER, displayName: 'Ada', email: 'ada@example.org' };
  const subgraphs: Record<SubgraphName, Subgraph> = {
    users: make('users', {
      Query: { me: () => (check('users'), user) },
      User: { __resolveReference: (ref: { id: string }) => (check('users'), ref.id === OWNER ? user : null) },
      PublicProfile: { __resolveReference: () => null },
      LoginResult: { __resolveType: () => 'Session' },
      RegisterResult: { __resolveType: () => 'RegistrationAccepted' },
      DomainError: { __resolveType: () => 'WeakPassword' },
    }),
    orders: make('orders', {
      Query: { order: (_: unknown, { id }: { id: string }) => (check('orders'), id === 'none' ? null : order(id)) },
      Order: { __resolveReference: ({ id }: { id: string }) => order(id) },
      User: { __resolveReference: (ref: object) => ref, orders: () => null },
      Variant: {
        __resolveReference: (ref: object) => (check('orders'), ref),
        availability: () => (check('orders'), { inStock: true, available: 10 }),
      },
    }),
    catalog: make('catalog', {
      Query: { product: () => (check('catalog'), product('p1')), category: () => null },
      Product: {
        __resolveReference: ({ id }: { id: string }) => (check('catalog'), product(id)),
      },
      Variant: {
        __resolveReference: ({ sku }: { sku: string }) => {
          check('catalog');
          const id = PRODUCT_OF[sku];
          return id ? { sku, name: `Variant ${sku}`, product: product(id) } : null;
        },
      },
      Category: { __resolveReference: ({ id }: { id: string }) => (check('catalog'), { id, name: id }) },
    }),
    search: make('search', {
      Query: { searchProducts: () => null },
      Product: {
        __resolveReference: (ref: object) => (check('search'), ref),
        similar: () => [
          { __typename: 'Product', id: 'p3' },
          { __typename: 'Product', id: 'p4' },
        ],
      },
      Category: {
        __resolveReference: (ref: object) => (check('search'), ref),
        facets: () => [
          {
            field: 'brand',
            label: 'Brand',
            kind: 'TERMS',
            values: [{ value: 'Brand', label: 'Brand', count: 2, selected: false }],
          },
        ],
      },
    }),
  };

  function transport(name: SubgraphName): Transport {
    return {
      execute(request) {
        calls.push({ name, request });
        if (faults.get(name) === 'network') throw new Error('connect ECONNREFUSED 10.0.0.7:4001');
        if (faults.get(name) === 'silence') return new Promise(() => undefined);
        return subgraphs[name].execute(request);
      },
    };
  }

  return {
    calls,
    faults,
    transports: {
      users: transport('users'),
      orders: transport('orders'),
      catalog: transport('catalog'),
      search: transport('search'),
    },
  };
}

function order(id: string) {
  return {
    __typename: 'Order',
    id,
    number: 'Q-1',
    status: 'PENDING',
    placedAt: new Date('2026-11-21T12:00:00Z'),
    total: money(1000),
    payments: [{ __typename: 'Payment', status: 'PENDING' }],
    customer: { __typename: 'User', id: OWNER },
    items: SKUS.map((sku) => ({
      id: sku,
      sku,
      quantity: 1,
      unitPrice: money(250),
      variant: { __typename: 'Variant', sku },
    })),
  };
}
