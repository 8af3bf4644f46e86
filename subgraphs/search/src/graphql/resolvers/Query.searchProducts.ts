import { searchProducts as search } from '../../query/search-products.ts';
import { selectedFields } from '../selection.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const searchProducts: NonNullable<QueryResolvers['searchProducts']> = async (_parent, args, { db }, info) => {
  const selected = selectedFields(info);
  const want = {
    total: selected.has('totalCount') || selected.has('totalCountExact'),
    facets: selected.has('facets'),
    unmatched: selected.has('unmatchedFilters'),
  };
  const result = await search(db, { ...args, want });
  const edges = result.hits.map(({ id, score, cursor }) => ({ cursor, score, node: { id } }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: result.hasNextPage,
      hasPreviousPage: result.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    // Not in the answer where they were not selected.
    totalCount: result.total?.count ?? 0,
    totalCountExact: result.total?.exact ?? true,
    facets: result.facets ?? [],
    unmatchedFilters: result.unmatched,
  };
};
