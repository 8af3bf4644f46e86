import { createHash } from 'node:crypto';
import anyAscii from 'any-ascii';

const BASE_LENGTH = 80;
const SKU_LENGTH = 60;

/**
 * Text as part of an address: Latin letters (other scripts are transliterated), digits and single hyphens; may be "". Not
 * by a library for slugs: those transliterate fewer scripts, and the slugs of existing products must not change.
 */
function asSlug(text: string, maxLength: number): string {
  return anyAscii(text.normalize('NFC'))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, maxLength)
    .replace(/-+$/, '');
}

/**
 * The slugs to try for a product, in order: its name, the name with the SKU, the name with its id. There is always a free
 * one, however many products share a name, and the same product always gets the same ones.
 */
export function productSlugs(product: { id: string; name: string; sku: string }): string[] {
  const base = asSlug(product.name, BASE_LENGTH) || 'product';
  const sku = asSlug(product.sku, SKU_LENGTH);
  return [base, ...(sku === '' ? [] : [`${base}-${sku}`]), ...withId(base, product.id)];
}

/** The slugs to try for a category, in order: its name, the name below its parent's slug, the name with its id. */
export function categorySlugs(category: { id: string; name: string; parentSlug: string | null }): string[] {
  const base = asSlug(category.name, BASE_LENGTH) || 'category';
  const below = category.parentSlug === null ? '' : `${category.parentSlug}-${base}`;
  return [base, ...(below === '' || below.length > BASE_LENGTH ? [] : [below]), ...withId(base, category.id)];
}

/** An id may have any form; its digest is always a part of a slug. */
function withId(base: string, id: string): [string, string] {
  const digest = createHash('sha256').update(id).digest('hex');
  return [`${base}-${digest.slice(0, 8)}`, `${base}-${digest.slice(0, 16)}`];
}
