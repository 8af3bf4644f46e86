import type { estypes } from '@elastic/elasticsearch';
import { NESTED_DOCUMENTS, PRODUCT_LIMITS } from '@quartet/schema/limits';
import { MAPPING_VERSION } from './names.ts';

/** A term may take 32,766 bytes: three times the longest attribute text lies far below. */
const keyword: estypes.MappingProperty = { type: 'keyword', ignore_above: PRODUCT_LIMITS.attributeText };
const text: estypes.MappingTextProperty = { type: 'text', analyzer: 'words' };
/**
 * What similar products are alike in: with its words kept as they were found, no question has to find them again. The
 * flagship with 50 items takes about a tenth less.
 */
const comparedText: estypes.MappingTextProperty = { ...text, term_vector: 'yes' };
/** Kept in the source and nowhere else: costs nothing at indexing. */
const notIndexed: estypes.MappingProperty = { type: 'object', enabled: false };

export const productsSettings: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  // Replicas are the operator's choice (index settings may be changed while it runs); a single node can hold none.
  number_of_replicas: 0,
  refresh_interval: '1s',
  // One nested document per filterable attribute value, and the catalog accepts fewer of them than this.
  'mapping.nested_objects.limit': NESTED_DOCUMENTS,
  // A long name is no worse than a short one.
  similarity: { names: { type: 'BM25', b: 0.2 } },
  analysis: {
    filter: {
      possessive: { type: 'stemmer', language: 'possessive_english' },
      stop_words: { type: 'stop', stopwords: '_english_' },
      // The stemmer knows no irregular plurals.
      irregular: {
        type: 'stemmer_override',
        rules: ['mice, mouse => mouse', 'shelves, shelf => shelf', 'knives, knife => knife'],
      },
      stems: { type: 'stemmer', language: 'english' },
    },
    analyzer: {
      spelling: {
        type: 'custom',
        tokenizer: 'standard',
        filter: ['possessive', 'lowercase', 'asciifolding', 'stop_words'],
      },
      words: {
        type: 'custom',
        tokenizer: 'standard',
        filter: ['possessive', 'lowercase', 'asciifolding', 'stop_words', 'irregular', 'stems'],
      },
    },
    normalizer: { code: { type: 'custom', filter: ['lowercase', 'asciifolding'] } },
  },
};

/**
 * Strict: a field that is not here is refused, so that 5,000 attribute names of an imported catalogue never become 5,000
 * fields. Only `price` takes new ones, a pair per currency.
 */
export const productsMapping: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  _meta: { version: MAPPING_VERSION },
  dynamic_templates: [
    { price_bounds: { path_match: 'price.*.*', mapping: { type: 'long' } } },
    {
      price_currency: {
        path_match: 'price.*',
        match_mapping_type: 'object',
        mapping: { type: 'object', dynamic: true },
      },
    },
  ],
  properties: {
    id: { type: 'keyword' },
    status: { type: 'keyword' },
    name: { ...comparedText, similarity: 'names', copy_to: 'words' },
    brand: { type: 'keyword', ignore_above: 256, fields: { text: comparedText }, copy_to: 'words' },
    categoryNames: { ...comparedText, copy_to: 'words' },
    tags: { type: 'keyword', ignore_above: 256, fields: { text }, copy_to: 'words' },
    shortDescription: text,
    description: comparedText,
    /** The readable attribute values: "gaming" finds what is only marked so. */
    details: { ...text, copy_to: 'words' },
    /** What a forgiving search reads: the words as they are written, since a typo is far from the stem. */
    words: { type: 'text', analyzer: 'spelling', norms: false, index_options: 'freqs' },
    skus: { type: 'keyword', normalizer: 'code' },
    barcodes: { type: 'keyword', normalizer: 'code' },

    categoryId: { type: 'keyword' },
    categoryIds: { type: 'keyword' },
    /** `depth/id/name` of each category from the root down: what the category facet counts. */
    categoryPath: { type: 'keyword', ignore_above: 512 },
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
    price: { type: 'object', dynamic: true },
    /** The currency that most variants have; priceFrom and priceTo are in it. */
    currency: { type: 'keyword' },
    priceFrom: { type: 'long' },
    priceTo: { type: 'long' },
    publishedAt: { type: 'date' },
    rating: { properties: { average: { type: 'float' }, count: { type: 'integer' } } },
    popularity: { type: 'long' },
    inStock: { type: 'boolean' },

    /** The SKUs that may be bought: with `stock` they decide inStock. */
    purchasable: { type: 'keyword', index: false, doc_values: false },
    /** sku → available. */
    stock: notIndexed,
    /** product, rating, popularity and stock.{sku}: what each writer wrote last. */
    versions: notIndexed,
  },
};

export const salesMapping: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  properties: {
    productId: { type: 'keyword' },
    quantity: { type: 'long' },
    placedAt: { type: 'date' },
  },
};

export const unplacedStockMapping: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  properties: {
    sku: { type: 'keyword', index: false },
    available: { type: 'long', index: false },
    version: { type: 'long', index: false },
  },
};
