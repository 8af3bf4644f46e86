import { describe, expect, test } from 'vitest';
import { compose } from '../compose.ts';
import { listSizeFaults } from '../list-sizes.ts';
import { changed } from './changed.ts';

describe('the rule of list sizes', () => {
  test('holds for the contract', () => {
    expect(listSizeFaults()).toEqual([]);
  });

  test.each([
    ['catalog', 'children: [Category!]! @listSize(assumedSize: 8)', 'children: [Category!]!', 'Category.children'],
    ['catalog', 'tags: [String!]! @listSize(assumedSize: 6)', 'tags: [String!]!', 'Product.tags'],
    ['search', 'sizedFields: ["nodes", "edges"]', 'sizedFields: ["nodes"]', 'ProductSearchConnection.edges'],
  ] as const)('%s: «%s» may not become «%s»', (subgraph, from, to, field) => {
    const contract = changed(subgraph, [from, to]);
    expect(listSizeFaults(contract)).toEqual([expect.stringContaining(`${subgraph}: ${field} is a list`)]);
    expect(() => compose(contract)).toThrow(field);
  });
});

test('sizes and weights reach the router with the supergraph, and clients do not see them', () => {
  const { supergraph, api } = compose();
  expect(supergraph).toContain('children: [Category!]! @join__field(graph: CATALOG) @listSize(assumedSize: 8)');
  expect(supergraph).toMatch(/login\(input: LoginInput!\): LoginResult .*@cost\(weight: 10000\)/);
  expect(api).not.toMatch(/@cost|@listSize/);
});
