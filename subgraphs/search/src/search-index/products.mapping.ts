import type { estypes } from '@elastic/elasticsearch';
import { NESTED_DOCUMENTS, PRODUCT_LIMITS } from '@quartet/schema/limits';
import { MAPPING_VERSION } from './names.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A term may have 32,766 bytes, far more than the longest attribute text. */
const keyword: estypes.MappingProperty = { type: 'keyword', ignore_above: PRODUCT_LIMITS.attributeText };
const text: estypes.MappingTextProperty = { type: 'text', analyzer: 'words' };
/**
 * The texts that similar products are compared by: with stored term vectors, no query has to analyse them again. The
 * flagship query with 50 items takes about a tenth less.
 */
const comparedText: estypes.MappingTextProperty = { ...text, term_vector: 'yes' };
const everyWord: estypes.MappingTextProperty = { type: 'text', analyzer: 'every_word' };
/** Stored in the source only: costs nothing at indexing. */
const notIndexed: estypes.MappingProperty = { type: 'object', enabled: false };

export const productsSettings: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  // Replicas are the operator's choice (the setting can be changed at any time); a single node can have none.
  number_of_replicas: 0,
  refresh_interval: '1s',
  // One nested document per filterable attribute value; the catalog accepts fewer than this.
  'mapping.nested_objects.limit': NESTED_DOCUMENTS,
  // A long name must not score much lower than a short one.
  similarity: { names: { type: 'BM25', b: 0.2 } },
  analysis: {
    filter: {
      possessive: { type: 'stemmer', language: 'possessive_english' },
      stop_words: { type: 'stop', stopwords: [...STOP_WORDS] },
      // The stemmer knows no irregular plurals.
      irregular: {
        type: 'stemmer_override',
        rules: ['mice, mouse => mouse', 'shelves, shelf => shelf', 'knives, knife => knife'],
      },
      stems: { type: 'stemmer', language: 'english' },
    },
    // The tokenizer treats it as a letter.
    char_filter: { underscores: { type: 'mapping', mappings: ['_=>\\u0020'] } },
    analyzer: {
      spelling: {
        type: 'custom',
        char_filter: ['underscores'],
        tokenizer: 'standard',
        filter: ['possessive', 'lowercase', 'asciifolding', 'stop_words'],
      },
      words: {
        type: 'custom',
        char_filter: ['underscores'],
        tokenizer: 'standard',
        filter: ['possessive', 'lowercase', 'asciifolding', 'stop_words', 'irregular', 'stems'],
      },
      /** For queries of stop words alone. */
      every_word: {
        type: 'custom',
        char_filter: ['underscores'],
        tokenizer: 'standard',
        filter: ['lowercase', 'asciifolding'],
      },
      /** For terms that this code makes; a query's words are analysed by "words" and compared with them. */
      terms: { type: 'custom', tokenizer: 'whitespace', filter: ['asciifolding', 'irregular', 'stems'] },
    },
    normalizer: { code: { type: 'custom', filter: ['lowercase', 'asciifolding'] } },
  },
};

/** Strict: unknown fields are rejected, so that an imported catalogue's attributes never become fields. */
export const productsMapping: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  _meta: { version: MAPPING_VERSION },
  properties: {
    id: { type: 'keyword' },
    status: { type: 'keyword' },
    name: { ...comparedText, similarity: 'names', fields: { every: everyWord }, copy_to: 'words' },
    brand: { type: 'keyword', fields: { text: comparedText, every: everyWord }, copy_to: 'words' },
    categoryNames: { ...comparedText, fields: { every: everyWord }, copy_to: 'words' },
    tags: { type: 'keyword', fields: { text, every: everyWord }, copy_to: 'words' },
    shortDescription: text,
    description: comparedText,
    /** The readable attribute values: "gaming" finds what is only marked so. */
    details: { ...text, copy_to: 'words' },
    /** For the forgiving search: the words as written, since a typo is far from the stem. */
    words: { type: 'text', analyzer: 'spelling', norms: false, index_options: 'freqs' },
    skus: { type: 'keyword', normalizer: 'code', fields: { exact: { type: 'keyword' } } },
    barcodes: { type: 'keyword', normalizer: 'code' },
    /** SKUs and barcodes without separators. */
    codes: { type: 'keyword' },
    /** The spellings of model numbers (see model-numbers.ts). */
    models: { type: 'text', analyzer: 'terms', search_analyzer: 'words', norms: false, index_options: 'docs' },

    /** What filters compare: equal for texts that count as equal. */
    brandKey: { type: 'keyword' },
    tagKeys: { type: 'keyword' },
    /** What the alphabetical order compares. */
    nameKey: { type: 'keyword' },
    categoryId: { type: 'keyword' },
    categoryIds: { type: 'keyword' },
    /** `depth/id/name` of each category from the root down, for the category facet. */
    categoryPath: { type: 'keyword', ignore_above: 512 },
    /** Each value of the product or a variant, for the attribute facets. */
    attributes: {
      type: 'nested',
      dynamic: 'strict',
      properties: {
        name: keyword,
        /** JSON of type, label and unit: only read back. */
        meta: { type: 'keyword', index: false },
        value: keyword,
        number: { type: 'double' },
      },
    },
    /** For filters: price, attributes and stock must match one of these. */
    variants: {
      type: 'nested',
      dynamic: 'strict',
      properties: {
        sku: { type: 'keyword', index: false, doc_values: false },
        price: { type: 'long' },
        currency: { type: 'keyword' },
        /** With `stock` it decides inStock. */
        purchasable: { type: 'boolean', index: false, doc_values: false },
        inStock: { type: 'boolean' },
        /** Its attributes and those of its product (see attribute-tokens.ts). */
        values: { type: 'keyword' },
      },
    },
    /** The currency of most variants, also of priceFrom and priceTo. */
    currency: { type: 'keyword' },
    priceFrom: { type: 'long' },
    priceTo: { type: 'long' },
    publishedAt: { type: 'date' },
    rating: { properties: { average: { type: 'double' }, count: { type: 'integer' } } },
    popularity: { type: 'long' },
    /** Whether any variant is in stock. */
    inStock: { type: 'boolean' },

    /** sku → available, of its SKUs only. */
    stock: notIndexed,
    /** product, rating, popularity and stock.{sku}: the last version that each writer wrote. */
    versions: notIndexed,
  },
};

/** Of the mark: order lines placed before it are counted and have no note. */
export const countedBeforeMapping = { type: 'date', index: false, doc_values: false } as const;

export const salesMapping: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  properties: {
    // of an order line
    productId: { type: 'keyword' },
    quantity: { type: 'long' },
    placedAt: { type: 'date' },
    // of the sum of a product
    pieces: { type: 'long' },
    /** The last lines that it was made of. */
    lines: { type: 'keyword', index: false, doc_values: false },
    countedBefore: countedBeforeMapping,
  },
};

export const stockMapping: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  properties: {
    sku: { type: 'keyword', index: false },
    available: { type: 'long', index: false },
    version: { type: 'long', index: false },
  },
};
