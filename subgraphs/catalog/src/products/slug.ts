const MAX_LENGTH = 80;

function asSlug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return plain.replace(/^-+|-+$/g, '');
}

/**
 * The slug for a name: at the first try the name alone, then with the SKU, then with a number too.
 * The same product gets the same slugs in the same order, so that an import repeated makes none new.
 */
export function slugFor(name: string, sku: string, attempt: number): string {
  const base = asSlug(name).slice(0, MAX_LENGTH).replace(/-+$/, '') || 'product';
  if (attempt === 0) return base;
  const suffix = asSlug(sku) || 'x';
  return attempt === 1 ? `${base}-${suffix}` : `${base}-${suffix}-${attempt}`;
}
