import type { ProductInput } from '@quartet/catalog';
import fc from 'fast-check';

/*
 * Small domains, so that products and filters meet often: two brands that differ in case, names that differ in accents,
 * prices that several products share, attributes that a product and its variant both have, one attribute that is text in
 * one category and a number in another.
 */

export const COLOURS = ['red', 'blue', 'green'];
export const BRANDS = ['Café', 'Zen', 'zebra 9', 'ÅSA'];
export const TAGS = ['new', 'Sale', 'été'];
export const CURRENCIES = ['EUR', 'JPY'] as const;
export const AMOUNTS = [0, 499, 500, 1_999, 2_000, 5_000];
export const NUMBERS = [-1.5, 0, 2, 14, 14.5, 1e21];
export const CODES = ['A1', '14', 'true', '14.0'];

interface Definition {
  name: string;
  type: 'NUMBER' | 'TEXT' | 'BOOLEAN' | 'ENUM';
  filterable: boolean;
}

const colour: Definition = { name: 'colour', type: 'ENUM', filterable: true };
const size: Definition = { name: 'size', type: 'NUMBER', filterable: true };
const soft: Definition = { name: 'soft', type: 'BOOLEAN', filterable: true };
const code = (type: Definition['type']): Definition => ({ name: 'code $x', type, filterable: false });

/** parent: the place in this list. */
export const CATEGORIES: readonly { slug: string; parent: number | null; definitions: readonly Definition[] }[] = [
  { slug: 'home', parent: null, definitions: [colour, size, soft, code('TEXT')] },
  { slug: 'kitchen', parent: 0, definitions: [colour, size, soft, code('NUMBER')] },
  { slug: 'garden', parent: null, definitions: [colour, code('BOOLEAN')] },
];

export const attributeDefinitionsOf = (at: number) =>
  (CATEGORIES[at]?.definitions ?? []).map(({ name, type, filterable }) => ({
    ...{ name, label: name, type, filterable },
    ...(type === 'ENUM' ? { options: COLOURS } : {}),
  }));

type Value = string | number | boolean;
export interface PlainVariant {
  sku: string;
  amount: number;
  attributes: { name: string; value: Value }[];
  available: number | null;
}
export interface PlainProduct {
  key: string;
  name: string;
  brand: string | null;
  tags: string[];
  status: 'PUBLISHED' | 'DRAFT';
  category: number;
  currency: (typeof CURRENCIES)[number];
  attributes: { name: string; value: Value }[];
  variants: PlainVariant[];
  publishedAt: Date;
  /** How many gave 1 to 5. */
  distribution: number[];
}

const valueOf = ({ name, type }: Definition): fc.Arbitrary<Value> => {
  if (type === 'NUMBER') return fc.constantFrom(...NUMBERS);
  if (type === 'BOOLEAN') return fc.boolean();
  return fc.constantFrom(...(name === 'colour' ? COLOURS : CODES));
};

const attributesOf = (category: number): fc.Arbitrary<{ name: string; value: Value }[]> =>
  fc
    .tuple(
      ...(CATEGORIES[category]?.definitions ?? []).map((definition) =>
        fc.option(valueOf(definition).map((value) => ({ name: definition.name, value }))),
      ),
    )
    .map((all) => all.filter((it) => it !== null));

const name = fc
  .tuple(fc.constantFrom('apple', 'Apple', 'Äpple', 'zoo', 'Élan', '100', '_x', '9 lives', 'Ωmega'), fc.nat(3))
  .map(([word, n]) => (n === 0 ? word : `${word} ${String(n)}`));

const withoutKeys = fc.nat(CATEGORIES.length - 1).chain((category) =>
  fc.record({
    name,
    category: fc.constant(category),
    brand: fc.option(fc.constantFrom(...BRANDS)),
    tags: fc.subarray(TAGS),
    status: fc.constantFrom<PlainProduct['status']>('PUBLISHED', 'PUBLISHED', 'PUBLISHED', 'PUBLISHED', 'DRAFT'),
    currency: fc.constantFrom(...CURRENCIES),
    attributes: attributesOf(category),
    variants: fc.array(
      fc.record({
        amount: fc.constantFrom(...AMOUNTS),
        attributes: attributesOf(category),
        available: fc.constantFrom(null, 0, 3),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    publishedAt: fc.constantFrom(new Date('2026-01-01'), new Date('2026-02-01T10:00:00.001Z')),
    distribution: fc.constantFrom<number[]>([0, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 2], [1, 0, 0, 0, 2]),
  }),
);

/** So many products; the same ones for the same seed. */
export function someProducts(count: number, seed: number): PlainProduct[] {
  return fc.sample(withoutKeys, { numRuns: count, seed }).map((product, at) => ({
    ...product,
    key: `p${String(at)}`,
    variants: product.variants.map((variant, n) => ({ ...variant, sku: `p${String(at)}-${String(n)}` })),
  }));
}

export function productInputOf(product: PlainProduct, categoryId: string): ProductInput {
  const { key, name: of, brand, tags, status, currency, attributes, publishedAt } = product;
  return {
    ...{ externalKey: key, name: of, brand, tags, status, attributes, publishedAt },
    categoryId: categoryId as never,
    variants: product.variants.map(({ sku, amount, attributes: own }) => ({
      ...{ sku: sku as never, name: sku, price: { amount, currency }, attributes: own },
    })),
  };
}
