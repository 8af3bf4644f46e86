import type { EventAttribute, ProductChanged } from '@quartet/schema/events';
import { cutText, nameKey, sameText } from '@quartet/service-kit';
import { booleanToken, nameToken, numberToken, textToken } from '../search-index/attribute-tokens.ts';
import { foldedCode, isModelNumber, modelTerms } from '../search-index/model-numbers.ts';

/** The content of `attributes.meta`, which the attribute facet reads. */
export interface AttributeMeta {
  type: EventAttribute['type'];
  label: string;
  unit: string | null;
}

interface AttributeValue {
  name: string;
  meta: string;
  value: string;
  number: number | null;
}

interface VariantValue {
  sku: string;
  price: number | null;
  currency: string | null;
  purchasable: boolean;
  values: string[];
}

/** The catalog's part of the document. Every key is always present, so that a newer version also removes values. */
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
  codes: string[];
  models: string;
  brandKey: string | null;
  tagKeys: string[];
  nameKey: string;
  categoryId: string;
  categoryIds: string[];
  categoryPath: string[];
  attributes: AttributeValue[];
  variants: VariantValue[];
  currency: string | null;
  priceFrom: number | null;
  priceTo: number | null;
  publishedAt: string | null;
}

const MAX_DETAILS_LENGTH = 4_000;
const MAX_MODEL_TERMS = 2_000;

/** The fields that follow from a product's event. */
export function toProductFields(product: ProductChanged): ProductFields {
  const all = [...product.attributes, ...product.variants.flatMap((variant) => variant.attributes)];
  const skus = product.variants.map(({ sku }) => sku);
  const barcodes = product.variants.flatMap(({ barcode }) => barcode ?? []);
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
    skus,
    barcodes,
    codes: [...new Set([...skus, ...barcodes].map(foldedCode))],
    models: modelsOf(product.name, all),
    brandKey: product.brand === null ? null : sameText(product.brand),
    tagKeys: [...new Set(product.tags.map(sameText))],
    nameKey: nameKey(product.name),
    categoryId: product.categoryId,
    categoryIds: product.categoryPath.map(({ id }) => id),
    categoryPath: product.categoryPath.map(({ id, name }, depth) => `${depth}/${id}/${name}`),
    attributes: facetValues(all),
    variants: variantValues(product),
    ...pricesOf(product),
    publishedAt: product.publishedAt,
  };
}

/** Each value once, even if several variants share it, so that a facet counts products. */
function facetValues(attributes: readonly EventAttribute[]): AttributeValue[] {
  const values = new Map<string, AttributeValue>();
  for (const { name, label, type, unit, number, boolean, value, filterable } of attributes) {
    if (!filterable) continue;
    const key =
      type === 'BOOLEAN' && boolean !== null
        ? String(boolean)
        : number !== null
          ? String(number)
          : value.normalize('NFC');
    const meta: AttributeMeta = { type, label, unit };
    values.set(JSON.stringify([name, key]), { name, meta: JSON.stringify(meta), value: key, number });
  }
  return [...values.values()];
}

/** What filters compare. Attributes that are not filterable have a token too, since the catalog's own list finds them. */
function variantValues(product: ProductChanged): VariantValue[] {
  const shared = product.attributes.flatMap(tokensOf);
  return product.variants.map(({ sku, price, purchasable, attributes }) => ({
    sku,
    price: price?.amount ?? null,
    currency: price?.currency ?? null,
    purchasable,
    values: [...new Set([...shared, ...attributes.flatMap(tokensOf)])],
  }));
}

function tokensOf({ name, number, boolean, value }: EventAttribute): string[] {
  const exact =
    number !== null
      ? numberToken(name, number)
      : boolean !== null
        ? booleanToken(name, boolean)
        : textToken(name, value);
  return [nameToken(name), exact];
}

function readableValues(attributes: readonly EventAttribute[]): string[] {
  return [...new Set(attributes.filter(({ type }) => type === 'TEXT' || type === 'ENUM').map(({ value }) => value))];
}

function detailsOf(attributes: readonly EventAttribute[]): string {
  return cutText(readableValues(attributes).join('. '), MAX_DETAILS_LENGTH);
}

function modelsOf(name: string, attributes: readonly EventAttribute[]): string {
  const written = [name, ...readableValues(attributes).filter(isModelNumber)];
  return [...new Set(written.flatMap(modelTerms))].slice(0, MAX_MODEL_TERMS).join(' ');
}

/** The currency of most variants, and the cheapest and dearest price in it. */
function pricesOf({ variants }: ProductChanged): Pick<ProductFields, 'currency' | 'priceFrom' | 'priceTo'> {
  const amounts = new Map<string, number[]>();
  for (const { price } of variants) {
    if (price) amounts.set(price.currency, [...(amounts.get(price.currency) ?? []), price.amount]);
  }
  const [main] = [...amounts].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  if (!main) return { currency: null, priceFrom: null, priceTo: null };
  const [currency, of] = main;
  return { currency, priceFrom: Math.min(...of), priceTo: Math.max(...of) };
}
