import { FEDERATION_LINK } from '../composed-graph.ts';
import type { Shape } from '../fuzz/shape.ts';

const library = `
  type Query { item(id: ID!): Item items(kinds: [Kind!]): [Item!] search(for: Search!): [Hit!]! owner: Owner }
  enum Kind { BOOK FILM SONG }
  input Search { text: String! kinds: [Kind] = [BOOK, FILM] }
  interface Item { id: ID! title: String! }
  interface Printed implements Item { id: ID! title: String! pages: Int }
  union Hit = Book | Film | Song | Tag
  type Tag @shareable { word: String! items: [Item] }
  type Book implements Item & Printed @key(fields: "id") { id: ID! title: String! pages: Int tags: [Tag] related: [Item!] }
  type Film implements Item @key(fields: "id") { id: ID! title: String! minutes: Int! cover: Picture related: [Film] }
  type Song implements Item @key(fields: "id") { id: ID! title: String! album: Owner cover: Picture }
  type Picture @shareable { url: String! sizes: [[Int!]] }
  type Owner @key(fields: "id library { code }") { id: ID! library: Branch! name: String favourite: Hit }
  type Branch @key(fields: "code") { code: ID! }
`;

const loans = `
  type Query { loans(open: Boolean = true): [Loan!] lent: [Borrowed] }
  type Mutation { lend(id: ID!): Loan giveBack(ids: [ID!]!): [Loan] }
  interface Borrowed { lent: Boolean fee(days: Int! = 7): Int! }
  type Loan @key(fields: "number") { number: Int! of: Borrowed to: Owner! due: String note: Tag }
  type Tag @shareable { word: String! items: [Item] }
  interface Item { id: ID! }
  type Book implements Borrowed & Item @key(fields: "id") {
    id: ID! lent: Boolean fee(days: Int! = 7): Int! pages: Int @external
    weight: Float @requires(fields: "pages")
  }
  type Film implements Borrowed & Item @key(fields: "id") {
    id: ID! lent: Boolean fee(days: Int! = 7): Int! rating: Int! @external cover: Picture @external
    deposit(in: [String] = ["EUR"]): Int @requires(fields: "rating cover { sizes url }")
  }
  type Picture @shareable { url: String! sizes: [[Int!]] }
  type Owner @key(fields: "id library { code }") { id: ID! library: Branch! loans: [Loan] limit: Int! }
  type Branch @key(fields: "code") { code: ID! city: String desks: [Desk!] }
  type Desk { number: Int! open: Boolean branch: Branch }
`;

const ratings = `
  type Query { best: [Judged!] }
  union Judged = Book | Film | Branch
  type Book @key(fields: "id") { id: ID! rating: Int critics: [Critic] }
  type Film @key(fields: "id") { id: ID! rating: Int! critics: [Critic] minutes: Int! @override(from: "library") }
  type Branch @key(fields: "code") { code: ID! rating: Float critic: Critic! }
  type Critic @key(fields: "id") @key(fields: "press { card }") { id: ID! press: Press! likes: [Judged] }
  type Press @shareable { card: String! }
`;

const press = `
  type Query { critics: [Critic!]! }
  type Critic @key(fields: "press { card }") { press: Press! name: String! paper: Paper wrote: [Piece] }
  type Press @shareable { card: String! }
  interface Piece { text: String by: Critic! }
  type Essay implements Piece @key(fields: "id") { id: ID! text: String by: Critic! words: Int! }
  type Column implements Piece { text: String by: Critic! weekday: String }
  type Paper @key(fields: "id") { id: ID! pieces: [Piece!] editor: Critic }
`;

/** A library: interfaces that subgraphs know in part, keys with entities in them, unions across subgraphs. */
export const MEDIA: Shape = {
  sdls: Object.fromEntries(
    Object.entries({ library, loans, ratings, press }).map(([name, sdl]) => [name, FEDERATION_LINK + sdl]),
  ),
  absent: [{ type: 'Critic', subgraph: 'press' }],
  mayBeDown: ['press'],
};
