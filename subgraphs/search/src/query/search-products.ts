import type { Client, estypes } from '@elastic/elasticsearch';
import { EXACT_COUNT_LIMIT, pageSize } from '@quartet/service-kit';
import { withPlainErrors } from '../engine-errors.ts';
import type { IndexNames } from '../index/names.ts';
import { facetAggregations } from './facets/aggregations.ts';
import type { Facet } from './facets/facet.ts';
import { type FacetAnswer, readFacets } from './facets/read.ts';
import { type Filter, type FilterClauses, clausesWithout, filterClauses } from './filters.ts';
import { READ_LIMITS } from './limits.ts';
import { type Sort, readCursor, sortOf, writeCursor } from './sorts.ts';
import { type Matching, PUBLISHED, searchText, textQuery } from './text.ts';

export interface SearchInput {
  query?: string | null;
  filter?: Filter | null;
  sort?: Sort | null;
  first?: number | null;
  after?: string | null;
  /** What costs extra and is only worked out where it is wanted. */
  want: { total: boolean; facets: boolean };
}

export interface SearchResult {
  hits: { id: string; score: number; cursor: string }[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** null where it is not wanted */
  total: { count: number; exact: boolean } | null;
  /** null where they are not wanted */
  facets: Facet[] | null;
}

/** With fewer hits than this for all words as they are written, typos and missing words are forgiven. */
const ENOUGH_HITS = 3;
const ATTRIBUTE_FACETS = 10;
/** An attribute that few of the hits have is no facet. */
const MIN_TELLING = 0.02;

type Answer = estypes.SearchResponse<unknown, FacetAnswer & { matched: { doc_count: number } }>;

interface Search {
  text: string | null;
  filter: Filter;
  clauses: FilterClauses;
  sort: Sort;
  order: estypes.SortCombinations[];
  size: number;
  after: (string | number)[] | null;
  want: SearchInput['want'];
}

/** One page of the published products that match, with facets and total where wanted: one request, two for typos. */
export async function searchProducts(client: Client, names: IndexNames, input: SearchInput): Promise<SearchResult> {
  const text = searchText(input.query);
  const filter = input.filter ?? {};
  const sort = input.sort ?? 'RELEVANCE';
  const by = { byText: text !== null, currency: filter.price?.currency ?? null };
  const order = sortOf(sort, by);
  const cursor = typeof input.after === 'string' ? readCursor(input.after, sort, by) : null;
  const search: Search = {
    text,
    filter,
    clauses: filterClauses(filter),
    sort,
    order,
    size: pageSize(input.first),
    after: cursor?.values ?? null,
    want: input.want,
  };
  // The pages of a list must all match alike, so the cursor says how its list does.
  let matching: Matching = cursor?.matching ?? 'strict';
  let answer = await ask(client, names, search, matching);
  // Counted before the filters: narrowing a list must not bring in what was not in it.
  if (cursor === null && text !== null && (answer.aggregations?.matched.doc_count ?? 0) < ENOUGH_HITS) {
    matching = 'forgiving';
    answer = await ask(client, names, search, matching);
  }
  return resultOf(answer, search, matching);
}

async function ask(client: Client, names: IndexNames, search: Search, matching: Matching): Promise<Answer> {
  const { text, filter, clauses, want, after } = search;
  const decide = text !== null && after === null;
  const narrowed = clausesWithout(clauses);
  // Facets and the decision how to match count more than the hits: those are narrowed after the counting.
  const narrowAfter = want.facets || decide;
  return await withPlainErrors(
    client.search<unknown, FacetAnswer & { matched: { doc_count: number } }>(
      {
        index: names.products,
        query: { bool: { must: [textQuery(text, matching)], filter: [PUBLISHED, ...(narrowAfter ? [] : narrowed)] } },
        ...(narrowAfter && narrowed.length > 0 ? { post_filter: { bool: { filter: narrowed } } } : {}),
        aggs: {
          ...(decide ? { matched: { filter: { match_all: {} } } } : {}),
          ...(want.facets ? facetAggregations(clauses, filter) : {}),
        },
        sort: search.order,
        size: search.size + 1,
        ...(after ? { search_after: after } : {}),
        _source: false,
        track_scores: text !== null,
        track_total_hits: want.total ? EXACT_COUNT_LIMIT : false,
        // Replicas may score a little differently: the pages of one list come from the same one.
        preference: `list-${text ?? ''}`,
      },
      READ_LIMITS,
    ),
  );
}

function resultOf(answer: Answer, search: Search, matching: Matching): SearchResult {
  const { hits, total } = answer.hits;
  const page = hits.slice(0, search.size).flatMap(({ _id, _score, sort }) => {
    if (_id === undefined) return [];
    return [{ id: _id, score: _score ?? 0, cursor: writeCursor(matching, search.sort, sort ?? []) }];
  });
  return {
    hits: page,
    hasNextPage: hits.length > search.size,
    hasPreviousPage: search.after !== null,
    total: search.want.total ? totalOf(total) : null,
    facets: search.want.facets && answer.aggregations ? shownFacets(answer.aggregations, search.filter) : null,
  };
}

function totalOf(total: number | estypes.SearchTotalHits | undefined): { count: number; exact: boolean } {
  if (typeof total === 'number' || total === undefined) return { count: total ?? 0, exact: true };
  return { count: Math.min(total.value, EXACT_COUNT_LIMIT), exact: total.relation === 'eq' };
}

/** The fixed facets first, then the attributes that tell most; what is filtered by is always there. */
function shownFacets(answer: FacetAnswer, filter: Filter): Facet[] {
  const all = readFacets(answer, filter);
  const isAttribute = (facet: Facet): boolean => facet.field.startsWith('attribute:');
  const filtered = new Set(filter.attributes?.map(({ name }) => `attribute:${name}`) ?? []);
  const attributes = all
    .filter(({ facet, telling }) => isAttribute(facet) && (telling >= MIN_TELLING || filtered.has(facet.field)))
    .toSorted(
      (a, b) => Number(filtered.has(b.facet.field)) - Number(filtered.has(a.facet.field)) || b.telling - a.telling,
    )
    .slice(0, Math.max(ATTRIBUTE_FACETS, filtered.size));
  return [...all.filter(({ facet }) => !isAttribute(facet)), ...attributes].map(({ facet }) => facet);
}
