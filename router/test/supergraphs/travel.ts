import { FEDERATION_LINK } from '../composed-graph.ts';
import type { Shape } from '../fuzz/shape.ts';

const places = `
  type Query { stay(id: ID!): Stay stays(first: Int = 2): [Stay!]! hotel: Hotel map: [[Spot]] }
  union Spot = Hotel | Tent | Station
  interface Stay @key(fields: "id") { id: ID! name: String! beds: Int near: [Station!] }
  type Hotel implements Stay @key(fields: "id") { id: ID! name: String! beds: Int near: [Station!] stars: Int! sister: Hotel }
  type Tent implements Stay @key(fields: "id") { id: ID! name: String! beds: Int near: [Station!] season: String }
  type Station @key(fields: "line number") { line: ID! number: Int! name: String stays: [Stay] }
`;

const guests = `
  type Query { favourites: [Stay!] guest(id: ID!): Guest }
  type Mutation { book(id: ID!, nights: Int = 1): Booking cancel(id: ID!): Stay }
  type Stay @key(fields: "id") @interfaceObject {
    id: ID! score: Float guests(first: Int! = 2): [Guest!]! host: Guest
    room(nights: Int = 1): String
  }
  type Booking @key(fields: "id") { id: ID! stay: Stay! by: Guest paid: Boolean }
  type Guest @key(fields: "id") { id: ID! name: String! last: Stay bookings: [[Booking!]] }
`;

const trains = `
  type Query { station(line: ID!): Station }
  type Station @key(fields: "line number") { line: ID! number: Int! tracks: Int next: Station delays: [Int]! }
  type Guest @key(fields: "id") { id: ID! home: Station tickets: [Ticket!]! }
  type Ticket { from: Station! to: Station price: Float }
`;

/** Places to stay: one subgraph knows an interface without its types. */
export const TRAVEL: Shape = {
  sdls: Object.fromEntries(
    Object.entries({ places, guests, trains }).map(([name, sdl]) => [name, FEDERATION_LINK + sdl]),
  ),
  withoutErrors: true,
};
