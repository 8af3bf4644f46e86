import type { estypes } from '@elastic/elasticsearch';
import { AppError } from '@quartet/service-kit';

type Query = estypes.QueryDslQueryContainer;

/** `strict`: every word must be there. `forgiving`: most of them, typos allowed; taken where strict finds next to nothing. */
export type Matching = 'strict' | 'forgiving';

const MAX_LENGTH = 256;
const FIELDS = ['name^3', 'brand.text^2', 'categoryNames^2', 'tags.text', 'shortDescription', 'description', 'details'];

/** Only what may be sold is found. Documents whose product has not arrived yet have no status. */
export const PUBLISHED: Query = { term: { status: 'PUBLISHED' } };

/** The words as they are searched for; null where there are none. Throws BAD_USER_INPUT for more than 256 characters. */
export function searchText(query: string | null | undefined): string | null {
  const text = query?.trim() ?? '';
  if (text.length > MAX_LENGTH)
    throw new AppError('BAD_USER_INPUT', `"query" may have ${MAX_LENGTH} characters at most`);
  return text === '' ? null : text;
}

export function textQuery(text: string | null, matching: Matching): Query {
  if (text === null) return { match_all: {} };
  const strict = strictQuery(text);
  if (matching === 'strict') return strict;
  const typos = { query: text, fuzziness: 'AUTO', prefix_length: 1, max_expansions: 30 } as const;
  return {
    bool: {
      must: [anyOf([{ match: { words: { ...typos, minimum_should_match: '2<67%' } } }, strict])],
      should: [{ match: { name: { ...typos, boost: 2 } } }, { match: { categoryNames: { ...typos, boost: 2 } } }],
    },
  };
}

/**
 * Every word must stand in some field; one that stands in several counts more, as a mouse among the mice does. Words
 * side by side in the name count a little more, a code (SKU, barcode) most of all.
 */
function strictQuery(text: string): Query {
  const code = text.toLowerCase();
  const words: Query = {
    multi_match: { query: text, type: 'cross_fields', operator: 'and', fields: FIELDS, tie_breaker: 0.4 },
  };
  const codes = ['skus', 'barcodes'].map((field): Query => ({ term: { [field]: { value: code, boost: 100 } } }));
  return {
    bool: {
      must: [anyOf([words, ...codes])],
      should: [{ match_phrase: { name: { query: text, slop: 2, boost: 0.2 } } }],
    },
  };
}

function anyOf(should: Query[]): Query {
  return { bool: { should, minimum_should_match: 1 } };
}
