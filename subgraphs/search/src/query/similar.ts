import type { Db } from '../database.ts';
import type { estypes } from '@elastic/elasticsearch';
import type { IndexNames } from '../search-index/names.ts';
import { searchMany } from './many.ts';
import { PUBLISHED } from './text.ts';

export interface SimilarKey {
  productId: string;
  first: number;
}

export const similarKey = ({ productId, first }: SimilarKey): string => `${first}:${productId}`;

/** The published products most similar to each of these, best first, without itself: n products, one round trip. */
export async function similarProducts(db: Db, keys: readonly SimilarKey[]): Promise<Map<string, string[]>> {
  const answers = await searchMany(
    db.client,
    db.names.products,
    keys.map((key) => similarSearch(db.names, key)),
    ['hits.hits._id'],
  );
  return new Map(keys.map((key, position) => [similarKey(key), idsOf(answers[position])]));
}

/** Without similar products the engine leaves out the hits as well. */
function idsOf(answer: { hits?: { hits?: { _id?: string }[] } } | undefined): string[] {
  return answer?.hits?.hits?.flatMap(({ _id }) => _id ?? []) ?? [];
}

function similarSearch({ products }: IndexNames, { productId, first }: SimilarKey): estypes.SearchSearchRequestBody {
  const like = { _index: products, _id: productId };
  const lookup = (path: string): estypes.QueryDslTermsLookup => ({ index: products, id: productId, path });
  return {
    size: first,
    _source: false,
    track_total_hits: false,
    query: {
      bool: {
        filter: [PUBLISHED],
        must_not: [{ ids: { values: [productId] } }],
        // All are optional: a small shop gets products of the same category, then of related ones.
        should: [
          {
            more_like_this: {
              fields: ['name', 'brand.text', 'categoryNames', 'description'],
              like: [like],
              min_term_freq: 1,
              min_doc_freq: 2,
              // For 50 products at once, the engine's default of 25 takes 6 % longer; only a few results are needed.
              max_query_terms: 12,
              minimum_should_match: '30%',
              boost: 2,
            },
          },
          { constant_score: { filter: { terms: { categoryId: lookup('categoryId') } }, boost: 3 } },
          { constant_score: { filter: { terms: { categoryIds: lookup('categoryIds') } }, boost: 1 } },
          { constant_score: { filter: { terms: { brand: lookup('brand') } }, boost: 1 } },
        ],
      },
    },
    sort: [{ _score: { order: 'desc' } }, { id: 'asc' }],
  };
}
