import type { AttributeCriterion, ProductCriteria } from '@quartet/schema/product-filter';
import type { CategoryId } from '@quartet/service-kit';
import { findDefiningCategories, findSubtrees } from '../categories/category.repository.ts';
import type { Db } from '../database.ts';
import type { ProductQuery } from './product-list.repository.ts';
import type { ProductStatus } from './product.ts';

/** How the values of an attribute are stored; a category's definition says which it is. */
type ValueType = 'number' | 'boolean' | 'string';
type CategoriesByType = ReadonlyMap<ValueType, readonly CategoryId[]>;

/** One type of value that a criterion may concern, in the categories that define the attribute with that type. */
interface Alternative {
  categoryIds: readonly CategoryId[];
  name: string;
  values: { in: readonly (string | number | boolean)[] } | { min: number; max: number } | 'any';
}

const NOTHING: ProductQuery = { _id: { $in: [] } };

/** The criteria as a query of MongoDB; `ProductCriteria` documents their meaning. The catalog does not know the stock. */
export async function productQuery(
  db: Db,
  criteria: Omit<ProductCriteria, 'inStock'>,
  statuses: readonly ProductStatus[],
): Promise<ProductQuery> {
  const { category, brands, tags, price, minRating } = criteria;
  const all: ProductQuery[] = [{ status: oneOf(statuses) }];
  if (category) {
    const id = category.id as CategoryId;
    const below = category.includeDescendants ? (await findSubtrees(db, [id])).get(id) : undefined;
    all.push({ categoryId: oneOf(below ?? [id]) });
  }
  if (brands.length > 0) all.push({ 'keys.brand': oneOf(brands) });
  if (tags.length > 0) all.push({ 'keys.tags': oneOf(tags) });
  if (minRating !== null) all.push({ 'rating.average': { $gte: minRating } });
  if (price) all.push(...priceQueries(price));
  const attributes = await alternativesOf(db, criteria.attributes);
  for (const alternatives of attributes) all.push(attributeQuery(alternatives));
  // The conditions above use indexes; this one requires that a single variant meets all of them.
  if (attributes.length + (price ? 1 : 0) > 1) all.push({ $expr: oneVariant(price, attributes) });
  return { $and: all };
}

/** With a plain equality an index also provides the order. */
function oneOf<T>(values: readonly T[]): T | { $in: T[] } {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : { $in: [...values] };
}

/** All prices of a product have one currency and lie between the cheapest and the dearest, whose keys are indexed. */
function priceQueries({ currency, min, max }: NonNullable<ProductCriteria['price']>): ProductQuery[] {
  const amount = { ...(min === null ? {} : { $gte: min }), ...(max === null ? {} : { $lte: max }) };
  return [
    { 'sort.currency': currency },
    ...(max === null ? [] : [{ 'sort.priceFrom': { $lte: max } }]),
    ...(min === null ? [] : [{ 'sort.priceTo': { $gte: min } }]),
    ...(min === null && max === null ? [] : [{ variants: { $elemMatch: { 'price.amount': amount } } }]),
  ];
}

/** For each criterion the alternatives of which one must hold, from the current categories. */
async function alternativesOf(db: Db, criteria: readonly AttributeCriterion[]): Promise<Alternative[][]> {
  if (criteria.length === 0) return [];
  const definitions = await definitionsOf(db, [...new Set(criteria.map(({ name }) => name))]);
  return criteria.map((criterion) => {
    const { name } = criterion;
    const of = (type: ValueType, values: Alternative['values']): Alternative[] => {
      const categoryIds = definitions.get(name)?.get(type) ?? [];
      return categoryIds.length === 0 || (values !== 'any' && 'in' in values && values.in.length === 0)
        ? []
        : [{ categoryIds, name, values }];
    };
    switch (criterion.kind) {
      case 'range':
        return of('number', { min: criterion.min ?? -Infinity, max: criterion.max ?? Infinity });
      case 'boolean':
        return of('boolean', { in: [criterion.value] });
      case 'in':
        return [
          ...of('string', { in: criterion.texts }),
          ...of('number', { in: criterion.numbers }),
          ...of('boolean', { in: criterion.booleans }),
        ];
      case 'exists':
        return (['string', 'number', 'boolean'] as const).flatMap((type) => of(type, 'any'));
    }
  });
}

/** The categories that define these attributes, by the type of their values. */
async function definitionsOf(db: Db, names: readonly string[]): Promise<Map<string, CategoriesByType>> {
  const byName = new Map(names.map((name) => [name, new Map<ValueType, CategoryId[]>()]));
  for (const { id, attributes } of await findDefiningCategories(db, names)) {
    for (const { name, type } of attributes) {
      const byType = byName.get(name);
      const stored = type === 'NUMBER' ? 'number' : type === 'BOOLEAN' ? 'boolean' : 'string';
      byType?.set(stored, [...(byType.get(stored) ?? []), id]);
    }
  }
  return byName;
}

function attributeQuery(alternatives: readonly Alternative[]): ProductQuery {
  if (alternatives.length === 0) return NOTHING;
  return {
    $or: alternatives.flatMap(({ categoryIds, name, values }) => {
      const has = { $elemMatch: { name, ...(values === 'any' ? {} : { value: valueQuery(values) }) } };
      return [
        { categoryId: oneOf(categoryIds), attributes: has },
        { categoryId: oneOf(categoryIds), variants: { $elemMatch: { attributes: has } } },
      ];
    }),
  };
}

function valueQuery(values: Exclude<Alternative['values'], 'any'>): object {
  return 'in' in values ? { $in: values.in } : { $gte: values.min, $lte: values.max };
}

/** An expression: some variant has the price, and each of the attributes itself or from its product. */
function oneVariant(price: ProductCriteria['price'], attributes: readonly Alternative[][]): object {
  return anyOf('$variants', 'variant', {
    $and: [
      ...(price
        ? [
            { $eq: ['$$variant.price.currency', price.currency] },
            { $gte: ['$$variant.price.amount', price.min ?? 0] },
            { $lte: ['$$variant.price.amount', price.max ?? Number.MAX_SAFE_INTEGER] },
          ]
        : []),
      ...attributes.map((alternatives) => ({
        $or: alternatives.map((alternative) => ({
          $and: [
            { $in: ['$categoryId', { $literal: alternative.categoryIds }] },
            { $or: [hasValue('$attributes', alternative), hasValue('$$variant.attributes', alternative)] },
          ],
        })),
      })),
    ],
  });
}

function hasValue(list: string, { name, values }: Alternative): object {
  const value = '$$attribute.value';
  const holds =
    values === 'any'
      ? []
      : 'in' in values
        ? [{ $in: [value, { $literal: values.in }] }]
        : // Both ends are needed: an expression also compares values of different types.
          [{ $gte: [value, values.min] }, { $lte: [value, values.max] }];
  return anyOf(list, 'attribute', { $and: [{ $eq: ['$$attribute.name', { $literal: name }] }, ...holds] });
}

/** `$anyElementTrue` for servers that lack it. */
function anyOf(list: string, as: string, condition: object): object {
  return { $in: [true, { $map: { input: list, as, in: condition } }] };
}
