import { plainText, remembered } from './values.ts';

/** What an attribute may hold in a file; lists are joined, null and empty text count as absent. */
export type RawValue = string | number | boolean;

export interface RawAttribute {
  name: string;
  value: RawValue;
}

/** The attributes of a line that hold anything. Of names that come down to the same one the first counts. */
export function attributesOf(raw: Readonly<Record<string, unknown>>): RawAttribute[] {
  const attributes: RawAttribute[] = [];
  let anyRenamed = false;
  for (const key of Object.keys(raw)) {
    const value = rawValue(raw[key]);
    if (value === null) continue;
    const name = attributeName(key);
    if (name === '') continue;
    if (name !== key) anyRenamed = true;
    attributes.push({ name, value });
  }
  // Keys of one object differ from each other: as long as none is spelled otherwise, so do the names.
  return anyRenamed ? firstOfEach(attributes) : attributes;
}

function firstOfEach(attributes: readonly RawAttribute[]): RawAttribute[] {
  const seen = new Set<string>();
  return attributes.filter(({ name }) => !seen.has(name) && seen.add(name));
}

function rawValue(value: unknown): RawValue | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string') return plainText(value) || null;
  if (Array.isArray(value)) return plainText(value.filter((part) => rawValue(part) !== null).join(', ')) || null;
  return null;
}

/** "Display diagonal (inch)" → display_diagonal_inch: the name by which a definition and its values meet. */
const attributeName = remembered((key) =>
  key
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
    .slice(0, 60),
);
