/** What this subgraph reads of `product.changed`. */
export interface CatalogProduct {
  productId: string;
  status: string;
  name: string;
  brand: string | null;
  shortDescription: string | null;
  description: string | null;
  tags: readonly string[];
  categoryId: string;
  categoryPath: readonly { id: string; name: string }[];
  attributes: readonly CatalogAttribute[];
  variants: readonly {
    sku: string;
    name: string;
    price: { amount: number; currency: string } | null;
    barcode: string | null;
    attributes: readonly CatalogAttribute[];
    purchasable: boolean;
  }[];
  publishedAt: string | null;
}

export interface CatalogAttribute {
  name: string;
  label: string;
  type: 'NUMBER' | 'TEXT' | 'BOOLEAN' | 'ENUM';
  value: string;
  unit: string | null;
  number: number | null;
  boolean: boolean | null;
  filterable: boolean;
}

/** What the attribute facet reads back of `attributes.meta`. */
export interface AttributeMeta {
  type: CatalogAttribute['type'];
  label: string;
  unit: string | null;
}

interface AttributeValue {
  name: string;
  meta: string;
  value: string;
  number: number | null;
}

/** The catalog's own part of the document. Every key is always there, so a newer version also takes away. */
export interface ProductFields {
  id: string;
  status: string;
  name: string;
  brand: string | null;
  categoryNames: string[];
  tags: string[];
  shortDescription: string | null;
  description: string | null;
  details: string;
  skus: string[];
  barcodes: string[];
  purchasable: string[];
  categoryId: string;
  categoryIds: string[];
  categoryPath: string[];
  attributes: AttributeValue[];
  price: Record<string, { min: number; max: number }>;
  currency: string | null;
  priceFrom: number | null;
  priceTo: number | null;
  publishedAt: string | null;
}

const MAX_DETAILS_LENGTH = 4_000;

/** The fields that a product's event writes. */
export function toProductFields(product: CatalogProduct): ProductFields {
  const all = [...product.attributes, ...product.variants.flatMap((variant) => variant.attributes)];
  const { price, currency } = pricesOf(product);
  const main = currency === null ? undefined : price[currency];
  return {
    id: product.productId,
    status: product.status,
    name: product.name,
    brand: product.brand,
    categoryNames: product.categoryPath.map(({ name }) => name),
    tags: [...product.tags],
    shortDescription: product.shortDescription,
    description: product.description,
    details: detailsOf(all),
    skus: product.variants.map(({ sku }) => sku),
    barcodes: product.variants.flatMap(({ barcode }) => barcode ?? []),
    purchasable: product.variants.filter(({ purchasable }) => purchasable).map(({ sku }) => sku),
    categoryId: product.categoryId,
    categoryIds: product.categoryPath.map(({ id }) => id),
    categoryPath: product.categoryPath.map(({ id, name }, depth) => `${depth}/${id}/${name}`),
    attributes: attributeValues(all),
    price,
    currency,
    priceFrom: main?.min ?? null,
    priceTo: main?.max ?? null,
    publishedAt: product.publishedAt,
  };
}

/** Each value once, also where several variants share it: so a facet's count is a count of products. */
function attributeValues(attributes: readonly CatalogAttribute[]): AttributeValue[] {
  const values = new Map<string, AttributeValue>();
  for (const { name, label, type, unit, number, boolean, value, filterable } of attributes) {
    if (!filterable) continue;
    const key = type === 'BOOLEAN' && boolean !== null ? String(boolean) : number !== null ? String(number) : value;
    const meta: AttributeMeta = { type, label, unit };
    values.set(JSON.stringify([name, key]), { name, meta: JSON.stringify(meta), value: key, number });
  }
  return [...values.values()];
}

function detailsOf(attributes: readonly CatalogAttribute[]): string {
  const words = attributes.filter(({ type }) => type === 'TEXT' || type === 'ENUM').map(({ value }) => value);
  return [...new Set(words)].join('. ').slice(0, MAX_DETAILS_LENGTH);
}

/** From the cheapest to the dearest variant in each currency, and the currency that most variants have. */
function pricesOf({ variants }: CatalogProduct): Pick<ProductFields, 'price' | 'currency'> {
  const amounts = new Map<string, number[]>();
  for (const { price } of variants) {
    if (price) amounts.set(price.currency, [...(amounts.get(price.currency) ?? []), price.amount]);
  }
  const byUse = [...amounts].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return {
    price: Object.fromEntries(
      byUse.map(([currency, of]) => [currency, { min: Math.min(...of), max: Math.max(...of) }]),
    ),
    currency: byUse[0]?.[0] ?? null,
  };
}
