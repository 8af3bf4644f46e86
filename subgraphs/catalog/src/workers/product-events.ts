import { type AnyEvent, type EventOf, newEvent } from '@quartet/schema/events';
import type { CategoryId } from '@quartet/service-kit';
import type { Category } from '../categories/category.ts';
import { presentAttributes } from '../products/attributes.ts';
import { primaryImage, type PriceChange, type Product } from '../products/product.ts';

const SOURCE = '/catalog';

/**
 * The whole public state of a product; `categories` has its category and those above it. Whether a variant can be bought
 * and which picture it has is decided here: consumers store it.
 */
export function productChanged(
  product: Product,
  categories: ReadonlyMap<CategoryId, Category>,
): EventOf<'product.changed'> {
  const category = categories.get(product.categoryId);
  const path = category ? [...category.ancestorIds, category.id].flatMap((id) => categories.get(id) ?? []) : [];
  const definitions = category?.attributeDefinitions ?? [];
  const { average, count } = product.rating;
  const picture = primaryImage(product.images);
  return newEvent('product.changed', {
    source: SOURCE,
    subject: product.id,
    version: product.version,
    data: {
      productId: product.id,
      version: product.version,
      status: product.status,
      slug: product.slug,
      name: product.name,
      brand: product.brand,
      shortDescription: product.shortDescription,
      description: product.description,
      tags: product.tags,
      categoryId: product.categoryId,
      categoryPath: path.map(({ id, slug, name }) => ({ id, slug, name })),
      attributes: presentAttributes(definitions, product.attributes),
      images: product.images,
      rating: { average, count },
      ratingVersion: product.ratingVersion,
      variants: product.variants.map((variant) => ({
        sku: variant.sku,
        name: variant.name,
        price: variant.price,
        barcode: variant.barcode,
        weightGrams: variant.weightGrams,
        taxClass: variant.taxClass,
        requiresShipping: variant.requiresShipping ?? true,
        attributes: presentAttributes(definitions, variant.attributes),
        imageUrl: (primaryImage(variant.images) ?? picture)?.url ?? null,
        purchasable: product.status === 'PUBLISHED' && variant.price !== null,
      })),
      publishedAt: product.publishedAt?.toISOString() ?? null,
      updatedAt: product.updatedAt.toISOString(),
    },
  });
}

export function priceChanged(productId: string, change: PriceChange): AnyEvent {
  return newEvent('product.price_changed', {
    source: SOURCE,
    subject: productId,
    version: change.version,
    data: { productId, version: change.version, skus: change.skus },
  });
}
