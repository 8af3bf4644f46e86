import { setTimeout as delay } from 'node:timers/promises';
import { type CategoryInput, type ProductInput, saveCategory, saveProducts, setRatings } from '@quartet/catalog';
import { receiveStockMany } from '@quartet/orders';
import type { CategoryId, ProductId } from '@quartet/service-kit';
import type { Subgraphs } from '@quartet/launcher';
import { findStaleCopies } from './invariants.ts';

const ARRIVAL_MS = 60_000;

interface Keyboard {
  name: string;
  slug: string;
  brand: string;
  skus: string[];
  /** Euro cents. */
  price: number;
  keys: number;
  switches: 'tactile' | 'linear';
  wireless: boolean;
  /** How many gave 1, 2, 3, 4, 5. */
  ratings: [number, number, number, number, number];
  stock: number;
}

/** Four keyboards, so that each is similar to exactly three others. */
export const KEYBOARDS = [
  {
    name: 'Tern 65',
    slug: 'tern-65',
    brand: 'Tern',
    skus: ['TERN-65-BLACK', 'TERN-65-WHITE'],
    price: 12_900,
    keys: 67,
    switches: 'tactile',
    wireless: true,
    ratings: [0, 0, 1, 2, 7],
    stock: 30,
  },
  {
    name: 'Tern TKL',
    slug: 'tern-tkl',
    brand: 'Tern',
    skus: ['TERN-TKL'],
    price: 15_900,
    keys: 87,
    switches: 'tactile',
    wireless: false,
    ratings: [1, 0, 0, 0, 1],
    stock: 7,
  },
  {
    name: 'Kvist Mini',
    slug: 'kvist-mini',
    brand: 'Kvist',
    skus: ['KVIST-MINI'],
    price: 8_900,
    keys: 67,
    switches: 'linear',
    wireless: true,
    ratings: [0, 0, 0, 0, 0],
    stock: 3,
  },
  {
    name: 'Olmo Full',
    slug: 'olmo-full',
    brand: 'Olmo',
    skus: ['OLMO-FULL'],
    price: 4_900,
    keys: 104,
    switches: 'tactile',
    wireless: false,
    ratings: [0, 0, 0, 3, 0],
    stock: 1,
  },
] as const satisfies Keyboard[];

/** No keyboard: in none of their facets, and similar to none of them before the other keyboards are. */
export const MOUSE = { name: 'Olmo Glide', slug: 'olmo-glide', sku: 'OLMO-GLIDE', price: 3_900 } as const;

const KEYBOARD_ATTRIBUTES: CategoryInput['attributeDefinitions'] = [
  { name: 'keys', label: 'Keys', type: 'NUMBER', unit: 'pcs', filterable: true },
  { name: 'switches', label: 'Switches', type: 'ENUM', options: ['tactile', 'linear'], filterable: true },
  { name: 'wireless', label: 'Wireless', type: 'BOOLEAN', filterable: true },
];

/**
 * Writes the keyboards and the mouse through the catalog, with stock, and waits until orders and search have them. Where
 * they are there already, in part or as a whole, only what is missing is added.
 */
export async function seedCatalogue(stack: Subgraphs): Promise<void> {
  const root = await category(stack, { slug: 'computers', name: 'Computers' });
  const keyboards = await category(stack, {
    slug: 'keyboards',
    name: 'Keyboards',
    parentId: root,
    attributeDefinitions: KEYBOARD_ATTRIBUTES,
  });
  const mice = await category(stack, { slug: 'mice', name: 'Mice', parentId: root });
  const ids = await save(stack, [
    ...KEYBOARDS.map((keyboard): ProductInput => {
      const { name, slug, brand, keys, switches, wireless, skus, price } = keyboard;
      return {
        ...published(keyboards),
        externalKey: slug,
        name,
        slug,
        brand,
        attributes: [
          { name: 'keys', value: keys },
          { name: 'switches', value: switches },
          { name: 'wireless', value: wireless },
        ],
        variants: skus.map((sku) => variant(sku, price)),
      };
    }),
    {
      ...published(mice),
      externalKey: MOUSE.slug,
      name: MOUSE.name,
      slug: MOUSE.slug,
      brand: 'Olmo',
      variants: [variant(MOUSE.sku, MOUSE.price)],
    },
  ]);
  const rated = KEYBOARDS.flatMap(({ ratings }, at) => {
    const productId = ids[at];
    return productId ? [{ productId, distribution: ratings }] : [];
  });
  await setRatings(stack.catalog.db, rated);
  const stock = KEYBOARDS.flatMap(({ skus, stock }) => skus.map((sku) => ({ sku, quantity: stock })));
  await receive(stack, [...stock, { sku: MOUSE.sku, quantity: 5 }]);
  await arrived(stack);
}

/**
 * Writes `count` products, over five categories and seven brands, each with one variant in stock. Answers their SKUs.
 */
export async function seedWideCatalogue(stack: Subgraphs, count: number): Promise<string[]> {
  const categories: CategoryId[] = [];
  for (let at = 0; at < 5; at++) {
    categories.push(
      await category(stack, {
        slug: `vases-${at}`,
        name: `Vases ${at}`,
        attributeDefinitions: [
          { name: 'height', label: 'Height', type: 'NUMBER', unit: 'cm', filterable: true },
          { name: 'finish', label: 'Finish', type: 'ENUM', options: ['matt', 'gloss'], filterable: true },
        ],
      }),
    );
  }
  const products = Array.from({ length: count }, (_, at): ProductInput => {
    const categoryId = categories[at % categories.length];
    if (!categoryId) throw new Error('no category');
    return {
      ...published(categoryId),
      name: `Vase number ${at}`,
      brand: `Brand ${at % 7}`,
      description: `A vase for every table, number ${at} of a long row.`,
      attributes: [
        { name: 'height', value: 10 + (at % 9) },
        { name: 'finish', value: at % 2 === 0 ? 'matt' : 'gloss' },
      ],
      variants: [variant(`VASE-${at}`, 1_000 + at)],
    };
  });
  const skus = products.flatMap((product) => product.variants.map(({ sku }) => sku));
  await save(stack, products);
  await receive(
    stack,
    skus.map((sku) => ({ sku, quantity: 1_000 })),
  );
  await arrived(stack);
  return skus;
}

function published(categoryId: CategoryId) {
  return { status: 'PUBLISHED' as const, categoryId };
}

function variant(sku: string, amount: number): ProductInput['variants'][number] {
  return { sku: sku, name: sku, price: { amount, currency: 'EUR' } };
}

async function category(stack: Subgraphs, input: CategoryInput): Promise<CategoryId> {
  const outcome = await saveCategory(stack.catalog.db, input);
  if (outcome.kind !== 'saved') throw new Error(`category ${input.slug}: ${JSON.stringify(outcome)}`);
  return outcome.category.id;
}

async function save(stack: Subgraphs, products: readonly ProductInput[]): Promise<ProductId[]> {
  const outcomes = await saveProducts(stack.catalog.db, products);
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'saved') throw new Error(`product refused: ${JSON.stringify(outcome)}`);
    return outcome.product.id;
  });
}

async function receive(stack: Subgraphs, goods: readonly { sku: string; quantity: number }[]): Promise<void> {
  await receiveStockMany(
    stack.orders.db,
    goods.map(({ sku, quantity }) => ({ sku, quantity, reference: `first delivery of ${sku}` })),
  );
}

/** Until orders and search hold the newest version and stock of every product. */
async function arrived(stack: Subgraphs): Promise<void> {
  const deadline = Date.now() + ARRIVAL_MS;
  for (;;) {
    const missing = await findStaleCopies(stack);
    if (missing.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not everything has arrived: ${missing.join('; ')}`);
    await delay(50);
  }
}
