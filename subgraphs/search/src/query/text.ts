import type { estypes } from '@elastic/elasticsearch';
import { AppError, cleanText, nameKey, sameText, unstorableIn } from '@quartet/service-kit';
import { foldedCode } from '../search-index/model-numbers.ts';
import { needsItsStopWords } from '../search-index/stop-words.ts';

type Query = estypes.QueryDslQueryContainer;

/** `strict`: every word must be there. `forgiving`: most of them, typos allowed; taken where strict finds next to nothing. */
export type Matching = 'strict' | 'forgiving';

const MAX_LENGTH = 256;
const FIELDS = ['name^3', 'brand.text^2', 'categoryNames^2', 'tags.text', 'shortDescription', 'description', 'details'];
/** Counts least: it holds in pieces what the name says already. */
const MODELS = 'models^0.1';
/** Where a query that needs its stop words is looked for: not in texts, where they stand everywhere. */
const EVERY_WORD = ['name.every^3', 'brand.every^2', 'categoryNames.every^2', 'tags.every'];

/** Only what may be sold is found. Documents whose product has not arrived yet have no status. */
export const PUBLISHED: Query = { term: { status: 'PUBLISHED' } };

/**
 * The words as they are searched for: NFC, without characters that nobody sees; null where there are none. Throws
 * BAD_USER_INPUT for more than 256 characters, and for what is no text.
 */
export function searchText(query: string | null | undefined): string | null {
  if (typeof query !== 'string') return null;
  const character = unstorableIn(query);
  if (character !== undefined) {
    throw new AppError('BAD_USER_INPUT', `"query" has the character ${character}, which no product has`);
  }
  const text = withoutSigns(cleanText(query).text);
  if (text.length > MAX_LENGTH) {
    throw new AppError('BAD_USER_INPUT', `"query" may have ${MAX_LENGTH} characters at most, not ${text.length}`);
  }
  return text === '' ? null : text;
}

/** The tokenizer takes emoji and signs such as ™ for words: beside words they are none. */
function withoutSigns(text: string): string {
  const words = text.replaceAll(/[\p{Extended_Pictographic}\p{Emoji_Modifier}\u20e3\ufe0f]/gu, ' ').trim();
  return words === '' ? text : words;
}

export function textQuery(text: string | null, matching: Matching): Query {
  if (text === null) return { match_all: {} };
  const strict = strictQuery(text);
  // Typos in words so short would bring in everything.
  if (matching === 'strict' || needsItsStopWords(text)) return strict;
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
  const fields = needsItsStopWords(text) ? EVERY_WORD : [...FIELDS, MODELS];
  const words: Query = {
    multi_match: { query: text, type: 'cross_fields', operator: 'and', fields, tie_breaker: 0.4 },
  };
  const code = foldedCode(text);
  const codes: Query[] = code === '' ? [] : [{ term: { codes: { value: code, boost: 100 } } }];
  return {
    bool: {
      must: [anyOf([words, ...codes])],
      should: [{ match_phrase: { name: { query: text, slop: 2, boost: 0.2 } } }, ...withItsSigns(text)],
    },
  };
}

const SIGN = /[^\p{L}\p{M}\p{N}\s]/u;

/** The tokenizer drops the signs of "C++" and "C#": what is called so, sign by sign, comes first. */
function withItsSigns(text: string): Query[] {
  if (!SIGN.test(text)) return [];
  return [
    { term: { brandKey: { value: sameText(text), boost: 10 } } },
    { prefix: { nameKey: { value: nameKey(text), boost: 10 } } },
  ];
}

function anyOf(should: Query[]): Query {
  return { bool: { should, minimum_should_match: 1 } };
}
