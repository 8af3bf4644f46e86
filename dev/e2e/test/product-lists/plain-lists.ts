import {
  AMOUNTS,
  BRANDS,
  CATEGORIES,
  CODES,
  COLOURS,
  CURRENCIES,
  NUMBERS,
  type PlainProduct,
  TAGS,
} from './catalogue.ts';
import fc from 'fast-check';

/** What both lists are, said once more as plainly as possible: no index, no engine. */
export interface PlainFilter {
  /** The place in CATEGORIES, or one that there is not. */
  category?: number | null;
  includeDescendants?: boolean | null;
  brands?: string[] | null;
  tags?: string[] | null;
  price?: { min?: number | null; max?: number | null; currency: string } | null;
  minRating?: number | null;
  attributes?: PlainAttributeFilter[] | null;
  /** Only search knows it. */
  inStock?: boolean | null;
}

interface PlainAttributeFilter {
  name: string;
  in?: string[] | null;
  min?: number | null;
  max?: number | null;
  boolean?: boolean | null;
}

type Attribute = PlainProduct['attributes'][number];

export function isListed(product: PlainProduct, filter: PlainFilter): boolean {
  const fold = (text: string): string => text.normalize('NFC').toLowerCase();
  const oneOf = (values: readonly string[], wanted: readonly string[] | null | undefined): boolean =>
    !wanted || wanted.length === 0 || values.some((value) => wanted.map(fold).includes(fold(value)));
  if (product.status !== 'PUBLISHED') return false;
  if (!isIn(product.category, filter)) return false;
  if (!oneOf(product.brand === null ? [] : [product.brand], filter.brands)) return false;
  if (!oneOf(product.tags, filter.tags)) return false;
  if (averageOf(product) < (filter.minRating ?? 0)) return false;
  const { price, inStock } = filter;
  const suiting = product.variants.filter(
    ({ amount, attributes }) =>
      (!price ||
        (product.currency === price.currency &&
          amount >= (price.min ?? 0) &&
          amount <= (price.max ?? Number.MAX_SAFE_INTEGER))) &&
      (filter.attributes ?? []).every((wanted) =>
        [...product.attributes, ...attributes].some((attribute) => isWanted(attribute, wanted)),
      ),
  );
  const available = suiting.some((variant) => (variant.available ?? 0) > 0);
  return suiting.length > 0 && (typeof inStock !== 'boolean' || available === inStock);
}

function isIn(category: number, filter: PlainFilter): boolean {
  if (typeof filter.category !== 'number') return true;
  if (filter.category === category) return true;
  const parent = CATEGORIES[category]?.parent;
  return filter.includeDescendants !== false && typeof parent === 'number' && isIn(parent, filter);
}

function isWanted({ name, value }: Attribute, wanted: PlainAttributeFilter): boolean {
  if (name !== wanted.name) return false;
  if (typeof wanted.boolean === 'boolean') return value === wanted.boolean;
  if (wanted.in && wanted.in.length > 0) {
    return wanted.in.some((text) => (typeof value === 'number' ? Number(text) === value : text === String(value)));
  }
  return typeof value === 'number' && value >= (wanted.min ?? -Infinity) && value <= (wanted.max ?? Infinity);
}

function averageOf({ distribution }: PlainProduct): number {
  const count = distribution.reduce((sum, given) => sum + given, 0);
  const points = distribution.reduce((sum, given, at) => sum + given * (at + 1), 0);
  return count === 0 ? 0 : Math.round((points / count) * 100) / 100;
}

export const SORTS = ['NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'RATING', 'NAME'] as const;
export type PlainSort = (typeof SORTS)[number];

const alphabet = new Intl.Collator('en', { sensitivity: 'base' });

/** In the order of the list; the id decides last. */
export function inOrder(
  products: readonly PlainProduct[],
  sort: PlainSort,
  idOf: (product: PlainProduct) => string,
): PlainProduct[] {
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const amounts = (of: PlainProduct): number[] => of.variants.map(({ amount }) => amount);
  const ratings = (of: PlainProduct): number => of.distribution.reduce((sum, given) => sum + given, 0);
  const compare: Record<PlainSort, (a: PlainProduct, b: PlainProduct) => number> = {
    NEWEST: (a, b) => b.publishedAt.getTime() - a.publishedAt.getTime(),
    PRICE_ASC: (a, b) => byText(a.currency, b.currency) || Math.min(...amounts(a)) - Math.min(...amounts(b)),
    PRICE_DESC: (a, b) => byText(a.currency, b.currency) || Math.max(...amounts(b)) - Math.max(...amounts(a)),
    RATING: (a, b) => averageOf(b) - averageOf(a) || ratings(b) - ratings(a),
    NAME: (a, b) => alphabet.compare(a.name, b.name),
  };
  return products.toSorted((a, b) => compare[sort](a, b) || byText(idOf(a), idOf(b)));
}

/** Absent, null or a value. */
const given = <T>(of: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), fc.constant(null), of);
const bounds = (values: readonly number[]) =>
  fc
    .tuple(fc.option(fc.constantFrom(...values)), fc.option(fc.constantFrom(...values)))
    .map(([a, b]) => (a !== null && b !== null && a > b ? { min: b, max: a } : { min: a, max: b }));

const price = fc
  .tuple(bounds(AMOUNTS), fc.constantFrom(...CURRENCIES, 'USD'))
  .map(([range, currency]) => ({ ...range, currency }));

const attribute: fc.Arbitrary<PlainAttributeFilter> = fc.oneof(
  fc
    .subarray([...COLOURS, 'pink'], { minLength: 1 })
    .map((values): PlainAttributeFilter => ({ name: 'colour', in: values, min: null })),
  fc
    .subarray([...CODES, '0', '-1.5', '1e21', 'false'], { minLength: 1 })
    .chain((values) =>
      fc.constantFrom('code $x', 'size', 'soft').map((name): PlainAttributeFilter => ({ name, in: values })),
    ),
  fc
    .tuple(fc.constantFrom('size', 'code $x', 'colour'), bounds(NUMBERS))
    .filter(([, { min, max }]) => min !== null || max !== null)
    .map(([name, range]): PlainAttributeFilter => ({ name, ...range })),
  fc
    .tuple(fc.constantFrom('soft', 'code $x', 'nothing'), fc.boolean())
    .map(([name, boolean]): PlainAttributeFilter => ({ name, boolean, in: [] })),
);

export const filters: fc.Arbitrary<PlainFilter> = fc.record(
  {
    category: given(fc.nat(CATEGORIES.length)),
    includeDescendants: given(fc.boolean()),
    brands: given(fc.subarray(['CAFÉ', 'Cafe\u0301', ...BRANDS, 'nobody'], { maxLength: 3 })),
    tags: given(fc.subarray(['SALE', ...TAGS, 'none'], { maxLength: 3 })),
    price: given(price),
    minRating: given(fc.constantFrom(0, 3, 3.67, 4, 5)),
    attributes: given(fc.array(attribute, { maxLength: 3 })),
  },
  { requiredKeys: [] },
);
