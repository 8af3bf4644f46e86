import { createHash } from 'node:crypto';
import { cutText } from '@quartet/service-kit';
import { quoted, type AddRemark } from './remarks.ts';
import { plainText, memoized } from './values.ts';

/** The value of an attribute in a file; lists are joined, null and empty text count as absent. */
export type RawValue = string | number | boolean;

export interface RawAttribute {
  name: string;
  value: RawValue;
}

/** By name, as a line has them: an object of JSON, or pairs. In a Map no name has a special meaning. */
export type WrittenAttributes = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

/** The attributes of a line that have a value. Of names that normalise to the same one, the first counts. */
export function attributesOf(written: WrittenAttributes, addRemark: AddRemark): RawAttribute[] {
  const attributes: RawAttribute[] = [];
  let anyRenamed = false;
  const add = (key: string, given: unknown): void => {
    const value = rawValue(given, key, addRemark);
    if (value === null) return;
    const name = attributeName(key);
    if (name === '') {
      addRemark('an attribute without a name is left out', `the attribute ${quoted(key)} is left out: it has no name`);
      return;
    }
    if (name !== key) anyRenamed = true;
    attributes.push({ name, value });
  };
  if (isMap(written)) for (const [key, given] of written) add(key, given);
  else for (const key of Object.keys(written)) add(key, written[key]);
  // The keys of an object are distinct; so are the names, unless one was normalised.
  return anyRenamed ? firstOfEach(attributes, addRemark) : attributes;
}

const isMap = (written: WrittenAttributes): written is ReadonlyMap<string, unknown> => written instanceof Map;

function firstOfEach(attributes: readonly RawAttribute[], addRemark: AddRemark): RawAttribute[] {
  const seen = new Set<string>();
  return attributes.filter(({ name, value }) => {
    if (!seen.has(name)) return seen.add(name);
    addRemark('an attribute stands twice', `the attribute ${name} stands twice: ${quoted(value)} is left out`);
    return false;
  });
}

function rawValue(value: unknown, key: string, addRemark: AddRemark): RawValue | null {
  if (typeof value === 'string') return cleaned(value, key, addRemark) || null;
  if (typeof value === 'boolean') return value;
  if (isRounded(value) || (Array.isArray(value) && value.some(isRounded))) {
    const told = `the attribute ${quoted(key)} is left out: ${quoted(value)} has more digits than a number keeps: write it as text`;
    addRemark('a number with too many digits is left out', told);
    return null;
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && value.every(isPlain)) {
    const parts = value.filter((part) => part !== null && part !== '');
    return cleaned(parts.join(', '), key, addRemark) || null;
  }
  addRemark(
    'an attribute that is neither text nor number is left out',
    `the attribute ${quoted(key)} is left out: ${quoted(value)} is neither text, a number, true or false, nor a list of them`,
  );
  return null;
}

/** A whole number beyond 2^53 has lost precision. */
const isRounded = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);

const isPlain = (part: unknown): part is string | number | boolean | null =>
  part === null || typeof part === 'string' || typeof part === 'boolean' || Number.isFinite(part);

function cleaned(value: string, key: string, addRemark: AddRemark): string {
  const { text, removed } = plainText(value);
  if (removed.length > 0) {
    addRemark(
      'characters that cannot be shown are left out',
      `the attribute ${quoted(key)}: without ${removed.join(', ')}`,
    );
  }
  return text;
}

const NAME_LENGTH = 60;

/**
 * "Display diagonal (inch)" → display_diagonal_inch: the name that links a definition and its values. Blanks and
 * punctuation do not matter, other characters do: C++ is not C#, and a long name is not cut to another one.
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
