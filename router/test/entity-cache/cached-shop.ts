import { type Generations, type Redis, type Viewer, hasScope, userId } from '@quartet/service-kit';
import { composeGraph } from '../composed-graph.ts';

const CACHE_CONTROL = `
extend schema
  @link(url: "https://quartet.example/cacheControl/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
directive @cacheControl(maxAge: Int, scope: cacheControl__Scope, inheritMaxAge: Boolean)
  on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
enum cacheControl__Scope { PUBLIC PRIVATE }
`;

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly status: 'PUBLISHED' | 'DRAFT' | 'ARCHIVED';
}

interface Context {
  readonly viewer: Viewer;
}

export const CUSTOMERS = ['0190a000-0000-7000-8000-000000000001', '0190a000-0000-7000-8000-000000000002'].map(
  (id): Viewer => ({ kind: 'user', userId: userId(id), sessionId: `s-${id}`, role: 'CUSTOMER', scopes: [] }),
);
export const STAFF: Viewer = {
  kind: 'user',
  userId: userId('0190a000-0000-7000-8000-000000000009'),
  sessionId: 's-staff',
  role: 'CATALOG_MANAGER',
  scopes: ['catalog:write'],
};

const idOf = ({ kind, ...viewer }: Viewer): string =>
  kind === 'user' && 'userId' in viewer ? viewer.userId : 'nobody';

/** A catalog that may be shared in parts, and figures about its products that another subgraph has. */
export function cachedShop(products: Map<string, Product>) {
  const seen = (product: Product | undefined, { viewer }: Context) =>
    product && (product.status === 'PUBLISHED' || hasScope(viewer, 'catalog:write')) ? product : null;
  return composeGraph({
    catalog: {
      sdl: `${CACHE_CONTROL}
        type Query {
          product(name: String!): Product @cacheControl(maxAge: 60)
          first: Product
          products(status: String = "PUBLISHED"): [Product!] @cacheControl(maxAge: 60)
          hello(who: String = "world"): String @cacheControl(maxAge: 5)
          secret: String @cacheControl(maxAge: 60, scope: PRIVATE)
          greeting: String @cacheControl(maxAge: 60)
          now: String
          node: Node
        }
        type Mutation { rename(id: ID!, name: String!): Product }
        union Node @cacheControl(maxAge: 60) = Product | Account
        type Account @cacheControl(maxAge: 60, scope: PRIVATE) { id: ID! }
        type Product @key(fields: "id") @cacheControl(maxAge: 60) {
          id: ID!
          name(loud: Boolean = false): String!
          image: Image
          note: String @cacheControl(maxAge: 60, scope: PRIVATE)
          mine: String
          broken: String
        }
        type Image @cacheControl(inheritMaxAge: true) { url: String }
      `,
      resolvers: {
        Query: {
          product: (_: unknown, { name }: { name: string }, context: Context) =>
            seen(
              [...products.values()].find((product) => product.name === name),
              context,
            ),
          products: (_: unknown, { status }: { status: string }, context: Context) =>
            [...products.values()].filter((product) => product.status === status && seen(product, context)),
          hello: (_: unknown, { who }: { who: string }) => `hello ${who}`,
          secret: (_: unknown, _args: unknown, { viewer }: Context) => idOf(viewer),
          greeting: (_: unknown, _args: unknown, { viewer }: Context) => `hello ${idOf(viewer)}`,
          first: () => products.get('a'),
          now: () => 'now',
          node: () => ({ __typename: 'Account', id: '1' }),
        },
        Mutation: {
          rename: (_: unknown, { id, name }: { id: string; name: string }) => {
            products.set(id, { id, name, status: 'PUBLISHED' });
            return products.get(id);
          },
        },
        Product: {
          __resolveReference: ({ id }: { id: string }, context: Context) => seen(products.get(id), context),
          name: ({ name }: Product, { loud }: { loud: boolean }) => (loud ? name.toUpperCase() : name),
          image: ({ id }: Product) => ({ url: `https://pictures.example/${id}` }),
          note: (_: unknown, _args: unknown, { viewer }: Context) => idOf(viewer),
          mine: (_: unknown, _args: unknown, { viewer }: Context) => idOf(viewer),
          broken: () => {
            throw new Error('no');
          },
        },
      },
      cacheTags: {
        objects: { Product: ({ id }: Product) => [`Product:${id}`] },
        fields: {
          'Query.products': () => ['products'],
          'Query.product': ({ value }) => (value === null ? ['products'] : []),
        },
        references: { Product: ({ id }: { id: string }) => [`Product:${id}`] },
      },
    },
    stats: {
      sdl: `${CACHE_CONTROL}
        type Query { top(first: Int): [Product] }
        type Product @key(fields: "id") { id: ID! views: Int @cacheControl(maxAge: 30) alike: [Product] }
      `,
      resolvers: {
        Query: {
          top: (_: unknown, { first }: { first?: number }) =>
            [...products.keys(), 'unknown'].slice(0, first).map((id) => ({ id })),
        },
        Product: {
          __resolveReference: (reference: object) => reference,
          views: ({ id }: { id: string }) => id.length,
          alike: () => [],
        },
      },
    },
  });
}

/** Saves a product as a catalog does: what it was kept under is raised once it can be read. */
export async function save(products: Map<string, Product>, generations: Generations, product: Product): Promise<void> {
  products.set(product.id, product);
  await generations.raise([`Product:${product.id}`, 'products']);
}

export const entriesIn = (redis: Redis) => redis.keys('{cache:*}:e:*');
