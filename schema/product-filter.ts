import { AppError, canonicalId, currencyProblem, isCurrency, sameText, unstorableIn } from '@quartet/service-kit';

/*
 * The one definition of the filters that the lists of products share: `products` reads MongoDB and `searchProducts` a
 * search index, and the same filter finds the same products in both. The descriptions in the schema say the same.
 */

/** A filter as in the graph. A part that is null, omitted or an empty list does not narrow the list. */
export interface ProductFilterInput {
  categoryId?: string | null;
  includeDescendants?: boolean | null;
  brands?: readonly string[] | null;
  tags?: readonly string[] | null;
  price?: { min?: number | null; max?: number | null; currency: string } | null;
  minRating?: number | null;
  inStock?: boolean | null;
  attributes?: readonly AttributeFilterInput[] | null;
}

export interface AttributeFilterInput {
  name: string;
  in?: readonly string[] | null;
  min?: number | null;
  max?: number | null;
  boolean?: boolean | null;
}

/** The conditions on a product. Price, attributes and stock must all hold for one of its variants. */
export interface ProductCriteria {
  category: { id: string; includeDescendants: boolean } | null;
  /** Keys by `sameText`: spelling of accents and case do not matter. */
  brands: readonly string[];
  /** Keys by `sameText`. */
  tags: readonly string[];
  /** Minor units, both ends included. */
  price: { currency: string; min: number | null; max: number | null } | null;
  minRating: number | null;
  inStock: boolean | null;
  attributes: readonly AttributeCriterion[];
}

/** A variant has its own attributes and those of its product. */
export type AttributeCriterion =
  | { name: string; kind: 'in'; texts: readonly string[]; numbers: readonly number[]; booleans: readonly boolean[] }
  | { name: string; kind: 'range'; min: number | null; max: number | null }
  | { name: string; kind: 'boolean'; value: boolean }
  /** Whatever its value: only to tell whether there is such an attribute. */
  | { name: string; kind: 'exists' };

const MAX_VALUES = 100;
const MAX_RATING = 5;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Checks a filter and converts it into the criteria of both lists.
 * @throws AppError BAD_USER_INPUT with argument and value
 */
export function readProductFilter(filter: ProductFilterInput): ProductCriteria {
  const { categoryId, minRating } = filter;
  if (typeof minRating === 'number' && !(minRating >= 0 && minRating <= MAX_RATING)) {
    throw wrong('minRating', `is ${String(minRating)}, and ratings lie between 0 and ${String(MAX_RATING)}`);
  }
  return {
    category:
      typeof categoryId === 'string'
        ? { id: checkedId(categoryId), includeDescendants: filter.includeDescendants !== false }
        : null,
    brands: listOf('brands', filter.brands).map((brand) => sameText(checkedText('brands', brand))),
    tags: listOf('tags', filter.tags).map((tag) => sameText(checkedText('tags', tag))),
    price: filter.price ? readPrice(filter.price) : null,
    minRating: minRating ?? null,
    inStock: filter.inStock ?? null,
    attributes: listOf('attributes', filter.attributes).map(readAttribute),
  };
}

function readPrice(price: NonNullable<ProductFilterInput['price']>): ProductCriteria['price'] {
  const { currency } = price;
  if (!isCurrency(currency))
    throw new AppError('BAD_USER_INPUT', `"filter.price.currency": ${currencyProblem(currency)}`);
  for (const end of ['min', 'max'] as const) {
    const amount = price[end];
    if (typeof amount !== 'number') continue;
    if (!Number.isSafeInteger(amount)) {
      throw wrong(`price.${end}`, `is ${String(amount)}, and amounts are whole numbers of minor units`);
    }
    if (amount < 0) throw wrong(`price.${end}`, `is ${String(amount)}, and no price is below 0`);
  }
  return { currency, ...boundsOf('price', price) };
}

function readAttribute(filter: AttributeFilterInput): AttributeCriterion {
  const argument = `attributes "${shown(filter.name)}"`;
  const name = checkedText('attributes.name', filter.name).normalize('NFC');
  const given = listOf(`${argument}.in`, filter.in);
  const ranged = typeof filter.min === 'number' || typeof filter.max === 'number';
  const byBoolean = typeof filter.boolean === 'boolean';
  if (Number(given.length > 0) + Number(ranged) + Number(byBoolean) !== 1) {
    throw wrong(argument, 'needs one of in, min/max and boolean');
  }
  if (typeof filter.boolean === 'boolean') return { name, kind: 'boolean', value: filter.boolean };
  if (ranged) return { name, kind: 'range', ...boundsOf(argument, filter) };
  const texts = given.map((text) => checkedText(`${argument}.in`, text).normalize('NFC'));
  return { name, kind: 'in', texts, ...readValues(texts) };
}

/** The numbers and booleans among attribute values that are written as text. */
export function readValues(texts: readonly string[]): { numbers: number[]; booleans: boolean[] } {
  return {
    numbers: texts
      .filter((text) => NUMBER.test(text.trim()))
      .map(Number)
      .filter(Number.isFinite),
    booleans: [true, false].filter((value) => texts.includes(String(value))),
  };
}

function boundsOf(
  argument: string,
  { min, max }: { min?: number | null; max?: number | null },
): { min: number | null; max: number | null } {
  for (const [end, value] of [
    ['min', min],
    ['max', max],
  ] as const) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw wrong(`${argument}.${end}`, 'is not a number');
  }
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    throw wrong(argument, `has a min above its max: ${String(min)} is more than ${String(max)}`);
  }
  return { min: min ?? null, max: max ?? null };
}

function checkedId(id: string): string {
  const checked = checkedText('categoryId', id);
  if (checked.trim() === '') throw wrong('categoryId', 'is empty: leave it out, or give the id of a category');
  return canonicalId(checked);
}

function checkedText(argument: string, text: string): string {
  const character = unstorableIn(text);
  if (character !== undefined) throw wrong(argument, `has the character ${character}, which no product has`);
  return text;
}

function listOf<T>(argument: string, values: readonly T[] | null | undefined): readonly T[] {
  if (values && values.length > MAX_VALUES) {
    throw wrong(argument, `has ${String(values.length)} values, and ${String(MAX_VALUES)} is the limit`);
  }
  return values ?? [];
}

const shown = (text: string): string => (text.length > 50 ? `${text.slice(0, 50)}…` : text).toWellFormed();

function wrong(argument: string, problem: string): AppError {
  return new AppError('BAD_USER_INPUT', `"filter.${argument}" ${problem}`);
}

/** A part of a filter that narrows the list by itself, as its sender wrote it. */
export interface FilterPart {
  /** Such as filter.categoryId. */
  argument: string;
  value: string;
}

const MAX_PARTS = 20;
const EVERYTHING: ProductCriteria = {
  category: null,
  brands: [],
  tags: [],
  price: null,
  minRating: null,
  inStock: null,
  attributes: [],
};

/**
 * Explains an empty list: the parts of a filter that no product satisfies on their own, such as an unknown category or
 * attribute. `finds` says whether any product meets some criteria. Checks the first 20 parts.
 */
export async function unmatchedParts(
  filter: ProductFilterInput,
  finds: (criteria: ProductCriteria) => Promise<boolean>,
): Promise<FilterPart[]> {
  const checks = partsOf(filter).slice(0, MAX_PARTS);
  const unmatched = await Promise.all(
    checks.map(async (narrowing) => {
      for (const { criteria, ...part } of narrowing) {
        if (!(await finds({ ...EVERYTHING, ...criteria }))) return [part];
      }
      return [];
    }),
  );
  return unmatched.flat();
}

/** Each from the general to the particular: a currency before an amount, an attribute before its value. */
function partsOf(filter: ProductFilterInput): (FilterPart & { criteria: Partial<ProductCriteria> })[][] {
  const { category, brands, tags, price, minRating, inStock, attributes } = readProductFilter(filter);
  const part = (argument: string, value: string, criteria: Partial<ProductCriteria>) => ({
    argument: `filter.${argument}`,
    value,
    criteria,
  });
  return [
    ...(category ? [[part('categoryId', category.id, { category })]] : []),
    ...(brands.length > 0 ? [[part('brands', listed(filter.brands), { brands })]] : []),
    ...(tags.length > 0 ? [[part('tags', listed(filter.tags), { tags })]] : []),
    ...(price
      ? [
          [
            part('price.currency', price.currency, { price: { ...price, min: null, max: null } }),
            part('price', `${range(price)} ${price.currency}`, { price }),
          ],
        ]
      : []),
    ...(minRating === null ? [] : [[part('minRating', String(minRating), { minRating })]]),
    ...(inStock === null ? [] : [[part('inStock', String(inStock), { inStock })]]),
    ...attributes.map((attribute, at) => [
      part(`attributes.${String(at)}.name`, attribute.name, { attributes: [{ name: attribute.name, kind: 'exists' }] }),
      part(`attributes.${String(at)}`, `${attribute.name}: ${valueOf(attribute)}`, { attributes: [attribute] }),
    ]),
  ];
}

function valueOf(criterion: AttributeCriterion): string {
  switch (criterion.kind) {
    case 'in':
      return listed(criterion.texts);
    case 'range':
      return range(criterion);
    case 'boolean':
      return String(criterion.value);
    case 'exists':
      return 'any';
  }
}

const listed = (values: readonly string[] | null | undefined): string => (values ?? []).map(shown).join(', ');
const range = ({ min, max }: { min: number | null; max: number | null }): string =>
  `${min === null ? '' : String(min)}–${max === null ? '' : String(max)}`;
