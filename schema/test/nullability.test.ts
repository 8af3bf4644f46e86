import { describe, expect, test } from 'vitest';
import { compose } from '../compose.ts';
import { nullabilityFaults } from '../nullability.ts';
import { subgraphDocument } from '../sdl.ts';
import { changed } from './changed.ts';

describe('the nullability rule', () => {
  test('holds for the contract', () => {
    expect(nullabilityFaults()).toEqual([]);
  });

  test.each([
    ['orders', 'order(id: ID!): Order', 'order(id: ID!): Order!', 'orders: Query.order is a root field'],
    ['orders', 'customer: User', 'customer: User!', 'orders: Order.customer leads to User of users'],
    ['orders', 'availability: Availability', 'availability: Availability!', 'orders: Variant.availability is added to'],
    ['search', 'nodes: [Product]!', 'nodes: [Product!]!', 'search: ProductSearchConnection.nodes leads to Product'],
    [
      'search',
      'similar(first: Int = 6): [Product]',
      'similar(first: Int = 6): [Product]!',
      'search: Product.similar is added to',
    ],
  ] as const)('%s: «%s» may not become «%s»', (subgraph, from, to, fault) => {
    expect(nullabilityFaults(changed(subgraph, [from, to])).join('\n')).toContain(fault);
  });

  test('inside its own subgraph a list of entities may be non-null', () => {
    expect(subgraphDocument('catalog').loc?.source.body).toContain('variants: [Variant!]!');
    expect(nullabilityFaults()).toEqual([]);
  });
});

test('the four subgraphs compose without a hint, and the machinery of federation stays inside', () => {
  const { api } = compose();
  expect(api).toContain('type Order');
  expect(api).not.toContain('_entities');
});
