import { CATEGORY_LIMITS, EVENT_BYTES, PRODUCT_LIMITS } from '@quartet/schema/limits';
import { productChangedSchema } from '@quartet/schema/events';
import type { CategoryId } from '@quartet/service-kit';
import { expect, it } from 'vitest';
import type { Category } from '../src/categories/category.ts';
import { productInput } from '../src/products/product.input.ts';
import { NO_RATING, type Product } from '../src/products/product.ts';
import { productChanged } from '../src/workers/product-events.ts';
import { aVariant } from './fixtures.ts';

/** Three bytes of UTF-8 for each of `length` UTF-16 units. */
const wide = (length: number, n = 0) => String(n).padEnd(length, '漢').slice(0, length);
const VARIANTS = PRODUCT_LIMITS.variants;
const OWN = PRODUCT_LIMITS.attributesInAll / VARIANTS;

/** A category whose names, labels and units grew as long as they may after the product was saved. */
function deepest(): Map<CategoryId, Category> {
  const ids = Array.from({ length: CATEGORY_LIMITS.depth }, (_, n) => wide(CATEGORY_LIMITS.id, n) as CategoryId);
  const definitions = Array.from({ length: OWN }, (_, n) => ({
    name: `a${n}`,
    label: wide(CATEGORY_LIMITS.attributeLabel),
    type: 'NUMBER' as const,
    unit: wide(CATEGORY_LIMITS.unit),
    min: null,
    max: null,
    options: null,
    required: false,
    filterable: true,
    variantDefining: false,
  }));
  return new Map(
    ids.map((id, n) => [
      id,
      {
        id,
        slug: 'x'.repeat(CATEGORY_LIMITS.slug),
        name: wide(CATEGORY_LIMITS.name),
        parentId: ids[n - 1] ?? null,
        ancestorIds: ids.slice(0, n),
        attributeDefinitions: definitions,
        version: 1,
        createdAt: new Date(0),
        updatedAt: new Date(0),
      },
    ]),
  );
}

it('no event is larger than the limit, whatever became of the category since the product was saved', () => {
  const categories = deepest();
  const categoryId = [...categories.keys()].at(-1)!;
  const images = Array.from({ length: PRODUCT_LIMITS.images }, () => ({
    url: `https://a.example/${'x'.repeat(1_982)}`,
  }));
  // As large as it may be: the description fills what the variants leave.
  const input = {
    name: wide(PRODUCT_LIMITS.name),
    status: 'PUBLISHED' as const,
    categoryId: 'c',
    images,
    description: wide(PRODUCT_LIMITS.description),
    variants: Array.from({ length: VARIANTS }, (_, n) =>
      aVariant(`${'x'.repeat(90)}${n}`, {
        name: wide(400, n),
        attributes: Array.from({ length: OWN }, (_, at) => ({ name: `a${at}`, value: -1.234567890123e-300 })),
      }),
    ),
  };
  const content = productInput.parse(input);
  const size = Buffer.byteLength(JSON.stringify(content));
  expect(size).toBeGreaterThan(PRODUCT_LIMITS.bytes / 2);
  const day = new Date('2026-01-01');
  const { externalKey: _key, expectedVersion: _version, ...rest } = content;
  const product = {
    ...rest,
    categoryId,
    id: 'p',
    slug: 'p',
    slugs: ['p'],
    version: 1,
    ratingVersion: 0,
    rating: NO_RATING,
    lastPriceChange: null,
    publishedAt: day,
    createdAt: day,
    updatedAt: day,
  } as unknown as Product;
  const event = productChanged(product, categories);
  const bytes = Buffer.byteLength(JSON.stringify(event));
  expect(bytes).toBeGreaterThan(size * 2);
  expect(bytes + PRODUCT_LIMITS.bytes - size).toBeLessThan(EVENT_BYTES);
  expect(productChangedSchema.safeParse(event.data).error).toBeUndefined();
});

it('a product beyond its limits is refused in words that name the limit', () => {
  const base = { name: 'a', status: 'PUBLISHED', categoryId: 'c', variants: [aVariant('x')] };
  const attributes = Array.from({ length: 500 }, (_, n) => ({ name: `a${n}`, value: 'x' }));
  const many = Array.from({ length: 11 }, (_, n) => aVariant(`x${n}`, { attributes }));
  const messages = (change: object) =>
    productInput.safeParse({ ...base, ...change }).error?.issues.map(({ message }) => message) ?? [];
  expect(messages({ variants: many })).toEqual([
    '5500 attributes of the product and its variants, and 5000 is the limit',
  ]);
  const long = attributes.map(({ name }) => ({ name, value: '漢'.repeat(2_000) }));
  expect(messages({ attributes: long })[0]).toMatch(/^the product takes 30\d{5} bytes, and 2000000 is the limit/);
});
