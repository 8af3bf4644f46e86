import { createHash } from 'node:crypto';

/**
 * The id that follows from a key of a source system: the same kind and key always give the same id. A UUID of version 8
 * and not of 5: shops have these ids in their databases, and another way to derive them would import every product twice.
 */
export function derivedId(kind: 'product' | 'category' | 'job', key: string): string {
  const hex = createHash('sha256').update(`${kind}:${key}`).digest('hex');
  const variantDigit = '89ab'[parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variantDigit}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
