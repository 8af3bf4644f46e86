import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';

/**
 * The shape that public benchmarks of federation gateways ask: four small subgraphs whose types lead to each other. Its data is
 * generated, and is always the same.
 */
export const SDLS = {
  accounts: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
    type Query { me: User user(id: ID!): User users: [User] }
    type User @key(fields: "id") { id: ID! name: String username: String @shareable birthday: Int }`,
  inventory: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])
    type Product @key(fields: "upc") {
      upc: String!
      weight: Int @external
      price: Int @external
      inStock: Boolean
      shippingEstimate: Int @requires(fields: "price weight")
    }`,
  products: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
    type Query { topProducts(first: Int = 5): [Product] }
    type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
  reviews: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@provides"])
    type Review @key(fields: "id") { id: ID! body: String author: User @provides(fields: "username") product: Product }
    type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
    type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
} as const;

export type Subgraph = keyof typeof SDLS;
export const SUBGRAPHS = Object.keys(SDLS) as readonly Subgraph[];

const WORDS = 'the oak table is solid and was put up within an hour by two of us who like it a lot'.split(' ');

/** Of so many characters, different for each number. */
function text(nth: number, length: number): string {
  let made = '';
  for (let at = nth; made.length < length; at += 7) made += `${WORDS[at % WORDS.length]} `;
  return made.slice(0, length).trim();
}

const FIRST_REVIEWS = ['1', '2'];
const NAMES = ['Ada Moss', 'Bruno Reed', 'Clara Fields', 'David Stone', 'Emma Woods', 'Felix Rivers'];
const USERS = NAMES.map((name, at) => ({
  id: String(at + 1),
  name,
  username: name.split(' ')[0]?.toLowerCase(),
  birthday: 1_000_000 * at,
}));
const PRODUCTS = ['Table', 'Couch', 'Glass', 'Chair', 'Screen', 'Lamp', 'Grill', 'Fridge', 'Sofa'].map((name, at) => ({
  upc: String(at + 1),
  name,
  price: 15 + 437 * at,
  weight: 20 + 130 * at,
}));
/** Which product each review is about. */
const ABOUT = [1, 1, 1, 1, 2, 2, 2, 2, 3, 4, 4];
const REVIEWS = ABOUT.map((upc, at) => ({
  id: String(at + 1),
  body: text(at, 280 + 17 * at),
  product: { __typename: 'Product', upc: String(upc) },
}));

const author = () => ({ __typename: 'User', id: '1', username: USERS[0]?.username });

const RESOLVERS = {
  accounts: {
    Query: {
      me: () => USERS[0],
      users: () => USERS,
      user: (_: unknown, { id }: { id: string }) => USERS.find((user) => user.id === id),
    },
    User: { __resolveReference: ({ id }: { id: string }) => USERS.find((user) => user.id === id) },
  },
  inventory: {
    Product: {
      __resolveReference: (product: object) => product,
      inStock: ({ upc }: { upc: string }) => Number(upc) % 3 === 1,
      shippingEstimate: ({ price, weight }: { price: number; weight: number }) =>
        price > 1_000 ? 0 : Math.floor(weight / 2),
    },
  },
  products: {
    Query: { topProducts: (_: unknown, { first }: { first: number }) => PRODUCTS.slice(0, first) },
    Product: { __resolveReference: ({ upc }: { upc: string }) => PRODUCTS.find((product) => product.upc === upc) },
  },
  reviews: {
    Review: { __resolveReference: ({ id }: { id: string }) => REVIEWS.find((review) => review.id === id), author },
    User: {
      __resolveReference: (user: object) => user,
      reviews: () => REVIEWS.filter(({ id }) => FIRST_REVIEWS.includes(id)),
    },
    Product: {
      __resolveReference: (product: object) => product,
      reviews: ({ upc }: { upc: string }) => REVIEWS.filter(({ product }) => product.upc === upc),
    },
  },
} as const;

/** The subgraph itself, which recordings are made of. */
export function schemaOf(subgraph: Subgraph): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(SDLS[subgraph]), resolvers: RESOLVERS[subgraph] });
}
