import { createHash } from 'node:crypto';
import { cutText } from '@quartet/service-kit';
import { quoted, type Tell } from './remarks.ts';
import { plainText, memoized } from './values.ts';

/** What an attribute may hold in a file; lists are joined, null and empty text count as absent. */
export type RawValue = string | number | boolean;

export interface RawAttribute {
  name: string;
  value: RawValue;
}

/** By name, as a line has them: an object of JSON, or pairs. A Map has no names with a meaning of their own. */
export type WrittenAttributes = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

/** The attributes of a line that hold anything. Of names that come down to the same one the first counts. */
export function attributesOf(written: WrittenAttributes, tell: Tell): RawAttribute[] {
  const attributes: RawAttribute[] = [];
  let anyRenamed = false;
  const add = (key: string, given: unknown): void => {
    const value = rawValue(given, key, tell);
    if (value === null) return;
    const name = attributeName(key);
    if (name === '') {
      tell('an attribute without a name is left out', `the attribute ${quoted(key)} is left out: it has no name`);
      return;
    }
    if (name !== key) anyRenamed = true;
    attributes.push({ name, value });
  };
  if (isMap(written)) for (const [key, given] of written) add(key, given);
  else for (const key of Object.keys(written)) add(key, written[key]);
  // Keys of one object differ from each other: as long as none is spelled otherwise, so do the names.
  return anyRenamed ? firstOfEach(attributes, tell) : attributes;
}

const isMap = (written: WrittenAttributes): written is ReadonlyMap<string, unknown> => written instanceof Map;

function firstOfEach(attributes: readonly RawAttribute[], tell: Tell): RawAttribute[] {
  const seen = new Set<string>();
  return attributes.filter(({ name, value }) => {
    if (!seen.has(name)) return seen.add(name);
    tell('an attribute stands twice', `the attribute ${name} stands twice: ${quoted(value)} is left out`);
    return false;
  });
}

function rawValue(value: unknown, key: string, tell: Tell): RawValue | null {
  if (typeof value === 'string') return cleaned(value, key, tell) || null;
  if (typeof value === 'boolean') return value;
  if (isRounded(value) || (Array.isArray(value) && value.some(isRounded))) {
    const told = `the attribute ${quoted(key)} is left out: ${quoted(value)} has more digits than a number keeps: write it as text`;
    tell('a number with too many digits is left out', told);
    return null;
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && value.every(isPlain)) {
    const parts = value.filter((part) => part !== null && part !== '');
    return cleaned(parts.join(', '), key, tell) || null;
  }
  tell(
    'an attribute that is neither text nor number is left out',
    `the attribute ${quoted(key)} is left out: ${quoted(value)} is neither text, a number, true or false, nor a list of them`,
  );
  return null;
}

/** A whole number beyond 2^53 was read as another one. */
const isRounded = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);

const isPlain = (part: unknown): part is string | number | boolean | null =>
  part === null || typeof part === 'string' || typeof part === 'boolean' || Number.isFinite(part);

function cleaned(value: string, key: string, tell: Tell): string {
  const { text, removed } = plainText(value);
  if (removed.length > 0) {
    tell('characters that cannot be shown are left out', `the attribute ${quoted(key)}: without ${removed.join(', ')}`);
  }
  return text;
}

const NAME_LENGTH = 60;

/**
 * "Display diagonal (inch)" → display_diagonal_inch: the name by which a definition and its values meet. Blanks and
 * punctuation make no difference, what else stands in a name does: C++ is not C#, and a long name is not cut to another.
 */
export const attributeName = memoized((key) => {
  const { text } = plainText(key);
  const name = text
    .replace(/[\s\p{Pc}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}.,:;!?'"/\\<>]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
    .normalize('NFC');
  if (name.length <= NAME_LENGTH) return name;
  return `${cutText(name, NAME_LENGTH - DIGEST_LENGTH - 1)}_${digestOf(name)}`;
});

const DIGEST_LENGTH = 8;
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
