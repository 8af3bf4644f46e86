import type { Db } from '../database.ts';
import { createHash } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import {
  type FilterPart,
  type ProductCriteria,
  type ProductFilterInput,
  readProductFilter,
  unmatchedParts,
} from '@quartet/schema/product-filter';
import { EXACT_COUNT_LIMIT, pageSize } from '@quartet/service-kit';
import { withPlainErrors } from '../engine-errors.ts';
import { facetAggregations } from './facets/aggregations.ts';
import type { FacetAnswer } from './facets/answer.ts';
import { exactAttributes, type ExactAnswer, needsExactAttributes, withExactCounts } from './facets/exact-attributes.ts';
import type { Facet } from './facets/facet.ts';
import { readFacets } from './facets/read.ts';
import { attributeKey, type FilterClauses, clausesExcept, filterClauses } from './filters.ts';
import { READ_LIMITS } from './limits.ts';
import { effectiveSort, readCursor, type Sort, sortOf, writeCursor } from './sorts.ts';
import { type Matching, PUBLISHED, searchText, textQuery } from './text.ts';

export interface SearchInput {
  query?: string | null;
  filter?: ProductFilterInput | null;
  sort?: Sort | null;
  first?: number | null;
  after?: string | null;
  /** Parts that cost extra and are computed on request only. */
  want: { total: boolean; facets: boolean; unmatched?: boolean };
}

export interface SearchResult {
  hits: { id: string; score: number; cursor: string }[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Null if not requested. */
  total: { count: number; exact: boolean } | null;
  /** Null if not requested. */
  facets: Facet[] | null;
  /** The parts of the filter that match nothing on their own; empty if there are hits or they are not requested. */
  unmatched: FilterPart[];
}

/** With fewer hits than this for all words as written, typos and missing words are allowed. */
const ENOUGH_HITS = 3;
const ATTRIBUTE_FACETS = 10;
/** Less informative attributes are not shown as facets. */
const MIN_INFORMATIVENESS = 0.02;

type Answer = estypes.SearchResponse<unknown, FacetAnswer & { matched: { doc_count: number } }>;

interface Search {
  text: string | null;
  criteria: ProductCriteria;
  clauses: FilterClauses;
  sort: Sort;
  size: number;
  after: (string | number)[] | null;
  want: SearchInput['want'];
}

/**
 * One page of the published products that match, with facets and total on request: one request, two for typos, and one
 * more for the facets of attributes if a variant must meet several conditions.
 */
export async function searchProducts(db: Db, input: SearchInput): Promise<SearchResult> {
  const text = searchText(input.query);
  const criteria = readProductFilter(input.filter ?? {});
  const sort = effectiveSort(input.sort ?? 'RELEVANCE', { byText: text !== null });
  const cursor = typeof input.after === 'string' ? readCursor(input.after, sort) : null;
  const search: Search = {
    text,
    criteria,
    clauses: filterClauses(criteria),
    sort,
    size: pageSize(input.first),
    after: cursor?.values ?? null,
    want: input.want,
  };
  // All pages of a list must match in the same way, which the cursor contains.
  let matching: Matching = cursor?.matching ?? 'strict';
  let answer = await ask(db, search, matching);
  // Counted before the filters: a filter must not add products to a list.
  if (cursor === null && text !== null && (answer.aggregations?.matched.doc_count ?? 0) < ENOUGH_HITS) {
    matching = 'forgiving';
    answer = await ask(db, search, matching);
  }
  const result = resultOf(answer, search, matching);
  if (input.want.unmatched && answer.hits.hits.length === 0 && cursor === null) {
    result.unmatched = await unmatchedParts(input.filter ?? {}, (part) => anyProduct(db, part));
  }
  if (result.facets) result.facets = await exactly(db, { search, matching, facets: result.facets });
  return result;
}

async function anyProduct(db: Db, criteria: ProductCriteria): Promise<boolean> {
  const filter = [PUBLISHED, ...clausesExcept(filterClauses(criteria))];
  const { hits } = await withPlainErrors(
    db.client.search(
      { index: db.names.products, size: 1, _source: false, track_total_hits: false, query: { bool: { filter } } },
      READ_LIMITS,
    ),
  );
  return hits.hits.length > 0;
}

/** The facets, with attributes counted by variant if that differs. */
async function exactly(
  db: Db,
  { search, matching, facets }: { search: Search; matching: Matching; facets: Facet[] },
): Promise<Facet[]> {
  const { text, criteria, clauses } = search;
  const attributes = facets.filter(isAttribute);
  if (attributes.length === 0 || !needsExactAttributes(clauses)) return facets;
  const { aggregations } = await withPlainErrors(
    db.client.search<unknown, ExactAnswer>(
      {
        index: db.names.products,
        size: 0,
        track_total_hits: false,
        query: { bool: { must: [textQuery(text, matching)], filter: [PUBLISHED] } },
        aggs: exactAttributes(attributes, clauses, criteria),
        preference: preferenceOf(text),
      },
      READ_LIMITS,
    ),
  );
  if (!aggregations) return facets;
  return [
    ...facets.filter((facet) => !isAttribute(facet)),
    ...withExactCounts(attributes, aggregations, criteria).filter(({ values }) => values.length > 0),
  ];
}

const isAttribute = (facet: Facet): boolean => facet.field.startsWith(attributeKey(''));

/** Replicas may score slightly differently, so the pages of one list come from the same one. */
function preferenceOf(text: string | null): string {
  return `list-${createHash('sha256')
    .update(text ?? '')
    .digest('base64url')}`;
}

async function ask(db: Db, search: Search, matching: Matching): Promise<Answer> {
  const { text, criteria, clauses, want, after } = search;
  const decide = text !== null && after === null;
  const narrowed = clausesExcept(clauses);
  // Facets, and the decision how to match, count more than the hits: the hits are filtered after the counting.
  const narrowAfter = want.facets || decide;
  return await withPlainErrors(
    db.client.search<unknown, FacetAnswer & { matched: { doc_count: number } }>(
      {
        index: db.names.products,
        query: { bool: { must: [textQuery(text, matching)], filter: [PUBLISHED, ...(narrowAfter ? [] : narrowed)] } },
        ...(narrowAfter && narrowed.length > 0 ? { post_filter: { bool: { filter: narrowed } } } : {}),
        aggs: {
          ...(decide ? { matched: { filter: { match_all: {} } } } : {}),
          ...(want.facets ? facetAggregations(clauses, criteria) : {}),
        },
        sort: sortOf(search.sort),
        size: search.size + 1,
        ...(after ? { search_after: after } : {}),
        _source: false,
        track_scores: text !== null,
        track_total_hits: want.total ? EXACT_COUNT_LIMIT : false,
        preference: preferenceOf(text),
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
    facets: search.want.facets && answer.aggregations ? shownFacets(answer.aggregations, search.criteria) : null,
    unmatched: [],
  };
}

function totalOf(total: number | estypes.SearchTotalHits | undefined): { count: number; exact: boolean } {
  if (typeof total === 'number' || total === undefined) return { count: total ?? 0, exact: true };
  return { count: Math.min(total.value, EXACT_COUNT_LIMIT), exact: total.relation === 'eq' };
}

/** The fixed facets first, then the most informative attributes; those in the filter are always included. */
function shownFacets(answer: FacetAnswer, criteria: ProductCriteria): Facet[] {
  const all = readFacets(answer, criteria);
  const filtered = new Set(criteria.attributes.map(({ name }) => attributeKey(name)));
  const attributes = all
    .filter(
      ({ facet, informativeness }) =>
        isAttribute(facet) && (informativeness >= MIN_INFORMATIVENESS || filtered.has(facet.field)),
    )
    .toSorted(
      (a, b) =>
        Number(filtered.has(b.facet.field)) - Number(filtered.has(a.facet.field)) ||
        b.informativeness - a.informativeness,
    )
    .slice(0, Math.max(ATTRIBUTE_FACETS, filtered.size));
  return [...all.filter(({ facet }) => !isAttribute(facet)), ...attributes].map(({ facet }) => facet);
}
