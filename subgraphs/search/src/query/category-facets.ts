import type { Db } from '../database.ts';
import { readProductFilter } from '@quartet/schema/product-filter';
import { facetAggregations } from './facets/aggregations.ts';
import type { FacetAnswer } from './facets/answer.ts';
import type { Facet } from './facets/facet.ts';
import { readFacets } from './facets/read.ts';
import { filterClauses } from './filters.ts';
import { searchMany } from './many.ts';
import { PUBLISHED } from './text.ts';

const CRITERIA = readProductFilter({});
const CLAUSES = filterClauses(CRITERIA);
const AGGREGATIONS = facetAggregations(CLAUSES, CRITERIA);

/** The facets of the published products in each category and below, most informative first: n categories, one round trip. */
export async function facetsOfCategories(db: Db, ids: readonly string[]): Promise<Map<string, Facet[]>> {
  const wanted = [...new Set(ids)];
  const answers = await searchMany<FacetAnswer>(
    db.client,
    db.names.products,
    wanted.map((id) => ({
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [PUBLISHED, { term: { categoryIds: id } }] } },
      aggs: AGGREGATIONS,
    })),
  );
  const facets = new Map<string, Facet[]>();
  answers.forEach(({ aggregations }, position) => {
    const id = wanted[position];
    if (id === undefined) return;
    const rated = aggregations ? readFacets(aggregations, CRITERIA, depthOf(aggregations, id)) : [];
    facets.set(
      id,
      rated.toSorted((a, b) => b.informativeness - a.informativeness).map(({ facet }) => facet),
    );
  });
  return facets;
}

/** The category itself and those above it are the same for all hits: only categories below it are counted. */
function depthOf(answer: FacetAnswer, id: string): number {
  const own = answer.category.values.buckets.find(({ key }) => String(key).split('/', 2)[1] === id);
  return own ? Number.parseInt(String(own.key), 10) : -1;
}
