import type { ProductInput } from '@quartet/catalog';
import { sku, type CategoryId } from '@quartet/service-kit';
import { pictureUrl } from './pictures/address.ts';
import { createRandom, type Random } from './random.ts';
import { electronics } from './departments/electronics.ts';
import { fashion } from './departments/fashion.ts';
import { home } from './departments/home.ts';
import { outdoor } from './departments/outdoor.ts';
import { tellsVariantsApart, type DemoAttribute, type DemoDepartment, type DemoLeaf } from './taxonomy.ts';

export const DEPARTMENTS: readonly DemoDepartment[] = [electronics, home, outdoor, fashion];
const LEAVES: readonly DemoLeaf[] = DEPARTMENTS.flatMap((department) => department.leaves);

const CURRENCY = 'EUR';
const MAX_VARIANTS = 4;
/** The oldest product: 2024-01-01. */
const EPOCH = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export interface DemoProduct {
  leaf: DemoLeaf;
  input: Omit<ProductInput, 'categoryId'>;
  skus: string[];
  /** How many gave 1, 2, 3, 4, 5. */
  ratings: number[];
}

/** The demo shop's product number `index` (from 0): always the same one, however many are made. */
export function demoProduct(index: number): DemoProduct {
  const leaf = LEAVES[index % LEAVES.length] ?? electronics.leaves[0];
  const nth = Math.floor(index / LEAVES.length);
  const random = createRandom(`product:${index}`);
  const brand = random.pick(leaf.brands);
  // Brand, series and model together name one product: no two shelves look alike.
  const name = `${brand} ${random.pick(leaf.series)} ${modelOf(random, nth)} ${leaf.noun}`;
  const number = String(nth + 1).padStart(5, '0');
  const values = leaf.attributes.filter((attribute) => !tellsVariantsApart(attribute));
  const variants = variantsOf(leaf, random, `${leaf.code}-${number}`);
  const sentences = random.some(leaf.sentences, 3);
  return {
    leaf,
    input: {
      externalKey: `demo:${leaf.code}-${number}`,
      name,
      brand,
      shortDescription: sentences[0] ?? null,
      description: `${name}. ${sentences.join(' ')}`,
      status: 'PUBLISHED',
      images: [1, 2, 3].slice(0, random.int(1, 3)).map((picture) => ({
        url: pictureUrl({ category: leaf.slug, product: `${leaf.code}-${number}`, view: picture }),
        alt: picture === 1 ? name : `${name}, view ${picture}`,
        isPrimary: picture === 1,
      })),
      attributes: values.map((attribute) => ({ name: attribute.name, value: valueOf(attribute, random) })),
      tags: random.some(leaf.tags, 2),
      variants,
      publishedAt: new Date(EPOCH + random.int(0, 900) * DAY_MS),
    },
    skus: variants.map((variant) => variant.sku),
    ratings: ratingsOf(random),
  };
}

export function withCategory(product: DemoProduct, categoryId: CategoryId): ProductInput {
  return { ...product.input, categoryId };
}

/** Model names that count up, such as 12, 12 S, 12 Pro: different for each of a category's products. */
function modelOf(random: Random, nth: number): string {
  const suffix = random.pick(['', ' S', ' Pro', ' Plus', ' SE']);
  return `${nth + 10}${suffix}`;
}

function valueOf(attribute: DemoAttribute, random: Random): string | number | boolean {
  switch (attribute.type) {
    case 'NUMBER':
      return random.pick(attribute.values);
    case 'ENUM':
      return random.pick(attribute.options);
    case 'BOOLEAN':
      return random.chance(attribute.chance);
    case 'TEXT':
      return random.pick(attribute.texts);
  }
}

interface Choice {
  name: string;
  value: string | number;
  label: string;
  extra: number;
}

function choicesOf(attribute: DemoAttribute): Choice[] {
  if (attribute.type !== 'NUMBER' && attribute.type !== 'ENUM') return [];
  const values = attribute.type === 'NUMBER' ? attribute.values : attribute.options;
  const unit = attribute.type === 'NUMBER' && attribute.unit !== null ? ` ${attribute.unit}` : '';
  return values.map((value, step) => ({
    name: attribute.name,
    value,
    label: `${value}${unit}`,
    extra: step * (attribute.priceStep ?? 0),
  }));
}

function variantsOf(leaf: DemoLeaf, random: Random, baseSku: string) {
  const base = toPricePoint(random.int(...leaf.price));
  const weight = random.int(...leaf.weightGrams);
  const combinations = leaf.attributes
    .filter(tellsVariantsApart)
    .reduce<Choice[][]>(
      (all, attribute) => all.flatMap((chosen) => choicesOf(attribute).map((choice) => [...chosen, choice])),
      [[]],
    );
  return random.some(combinations, random.int(1, MAX_VARIANTS)).map((chosen, index) => ({
    sku: sku(`${baseSku}-${index + 1}`),
    name: chosen.map((choice) => choice.label).join(', '),
    price: { amount: base + chosen.reduce((sum, choice) => sum + choice.extra, 0), currency: CURRENCY },
    attributes: chosen.map(({ name, value }) => ({ name, value })),
    images: [],
    barcode: barcodeOf(`${baseSku}-${index + 1}`),
    weightGrams: weight,
    taxClass: 'STANDARD' as const,
  }));
}

/** Ends in 90 cents, as prices do. */
function toPricePoint(amount: number): number {
  return Math.max(90, Math.floor(amount / 100) * 100 - 10);
}

/** A valid EAN-13 in the range kept for a shop's own use (20…). */
function barcodeOf(code: string): string {
  const random = createRandom(`barcode:${code}`);
  const digits = `20${String(random.int(0, 9_999_999_999)).padStart(10, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Few products have many ratings, many have few, some none; most buyers are content. */
function ratingsOf(random: Random): number[] {
  const counts = [0, 0, 0, 0, 0];
  if (random.chance(0.08)) return counts;
  const total = Math.ceil(3 * (1 / (1 - random.next() * 0.985)));
  const quality = 0.55 + random.next() * 0.4;
  for (let rating = 0; rating < total; rating += 1) {
    // The best of two tries, each as likely to please as the product is good.
    const points = Math.min(4, Math.floor((random.next() * 0.5 + quality * 0.55) * 5));
    const given = random.chance(0.06) ? 0 : points;
    counts[given] = (counts[given] ?? 0) + 1;
  }
  return counts;
}
