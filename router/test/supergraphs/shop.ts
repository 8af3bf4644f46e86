import { FEDERATION_LINK } from '../composed-graph.ts';
import type { Shape } from '../fuzz/shape.ts';

const catalog = `
  enum Currency { EUR USD JPY }
  input Range { from: Int = 1 to: Int currency: Currency = USD tags: [String!] inner: Range }
  type Query {
    product(sku: ID!): Product
    products(first: Int = 3, in: Range, currencies: [Currency!] = [EUR]): [Product!]!
    shelves: [[Product]!]
    node(id: ID!): Node
    find(text: String): [Found]
    maker: Maker
  }
  type Mutation { rename(sku: ID!, name: String): Product  touch: Boolean }
  interface Node { sku: ID! name: String }
  union Found = Product | Maker | Note
  type Note @shareable { text: String! about: Product lines: [[String]] }
  type Product implements Node @key(fields: "sku") @key(fields: "upc batch") {
    sku: ID!
    upc: String!
    batch: Int!
    name: String @shareable
    title(currency: Currency! = EUR, upper: Boolean): String!
    weightGrams: Int
    size: Size
    boxes: [Size!]
    maker: Maker!
    price(in: Range): Money
    prices: [Money!]!
    similar: [Product!]
    stock: Int! @shareable
    legacy: Boolean
  }
  type Size @shareable { width: Int! height: Int parts: [Part!]! }
  type Part @shareable { depth: Int weight: Float! }
  type Money @shareable { amount: Int! currency: Currency! }
  type Maker implements Node @key(fields: "id { region number }") {
    id: MakerId! sku: ID! name: String! best: Product
  }
  type MakerId @shareable { region: String! number: Int! }
`;

const warehouse = `
  enum Currency { EUR USD JPY }
  type Query { shelf(at: Int): [Product!]! bins: [Bin] note: Note }
  type Mutation { reserve(sku: ID!): Bin  release: Int! }
  type Product @key(fields: "sku") {
    sku: ID!
    weightGrams: Int @external
    size: Size @external
    boxes: [Size!] @external
    maker: Maker! @external
    inStock: Boolean!
    stock: Int! @shareable
    bin: Bin
    places: [[Bin!]!]!
    freight(country: String!, express: Boolean = false): Money @requires(fields: "weightGrams size { width parts { weight } }")
    parcel: String @requires(fields: "boxes { width height parts { depth } } weightGrams")
    origin: String! @requires(fields: "maker { rating name }")
  }
  type Size @shareable { width: Int! height: Int parts: [Part!]! }
  type Part @shareable { depth: Int weight: Float! }
  type Money @shareable { amount: Int! currency: Currency! }
  type Note @shareable { text: String! about: Product lines: [[String]] }
  type Bin @key(fields: "aisle slot { row }") { aisle: ID! slot: Slot! label: String product: Product free: Float! }
  type Slot { row: Int! }
  type Maker @key(fields: "id { region number }") {
    id: MakerId! name: String! @external rating: Int factories: [Bin!]
  }
  type MakerId @shareable { region: String! number: Int! }
`;

const reviews = `
  type Query { newest: [Review] review(id: ID!): Review rated: [Rated!] }
  interface Rated { score: Int }
  type Review implements Rated @key(fields: "id") {
    id: ID! score: Int text: String! product: Product @provides(fields: "name") author: Author!
  }
  union Author = Person | Bot
  type Person @key(fields: "id") { id: ID! nick: String! reviews: [Review!] }
  type Bot { version: Int! owner: Person }
  type Product implements Rated @key(fields: "upc batch") {
    upc: String! batch: Int! name: String @external
    score: Int reviews(first: Int = 2): [Review!]!
    legacy: Boolean @override(from: "catalog")
  }
`;

const people = `
  type Query { me: Person people: [Person] }
  type Person @key(fields: "id") { id: ID! email: String @shareable city: City friends: [Person] }
  type City @shareable { name: String! mayor: Person }
`;

/** A shop: requirements of values within entities and lists, two keys, a compound key, an interface and unions. */
export const SHOP: Shape = {
  sdls: Object.fromEntries(
    Object.entries({ catalog, warehouse, reviews, people }).map(([name, sdl]) => [name, FEDERATION_LINK + sdl]),
  ),
  absent: [
    { type: 'Person', subgraph: 'people' },
    { type: 'Bin', subgraph: 'warehouse' },
  ],
  mayBeDown: ['people', 'warehouse'],
};
