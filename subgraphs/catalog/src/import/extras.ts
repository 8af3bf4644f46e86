import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import { cleanText, forbiddenIn } from '@quartet/service-kit';
import { z } from 'zod';
import { quoted, type Tell } from './remarks.ts';

/*
 * What a product may have and need not: whatever of it does not fit is left out and told, and the product stands.
 */

const webAddress = z.url({ protocol: /^https?$/ });
const SIZES = ['high', 'large', 'medium', 'low', 'thumb'];
const MAX_IMAGES = 20;

/** Those with a usable address. Several sizes, by name, are one picture: the largest that can be used. */
export function imagesOf(
  images: Record<string, unknown> | unknown[] | null,
  image: string | null,
  tell: Tell,
): string[] {
  const usable = (found: unknown): string[] => {
    if (found === null || found === undefined || found === '') return [];
    const problem = typeof found === 'string' ? addressProblem(found) : 'it is no text';
    if (typeof found === 'string' && problem === null) return [found];
    tell('a picture is left out', `the picture ${quoted(found)} is left out: ${problem}`);
    return [];
  };
  if (!Array.isArray(images)) {
    for (const found of [image, ...SIZES.map((size) => images?.[size])]) {
      const [address] = usable(found);
      if (address !== undefined) return [address];
    }
    return [];
  }
  const all = [...new Set([image, ...images].flatMap(usable))];
  if (all.length > MAX_IMAGES) {
    tell('pictures are left out', `of ${all.length} pictures the first ${MAX_IMAGES} are kept`);
  }
  return all.slice(0, MAX_IMAGES);
}

function addressProblem(found: unknown): string | null {
  if (typeof found !== 'string' || !webAddress.safeParse(found).success)
    return 'it is no address that begins with http';
  // As the catalog keeps it, in the form in which browsers send it.
  const { length } = new URL(found).href;
  if (length > PRODUCT_LIMITS.imageUrl) {
    return `its address has ${length} characters, and ${PRODUCT_LIMITS.imageUrl} are the limit`;
  }
  const forbidden = forbiddenIn(found);
  return forbidden === undefined ? null : `its address has the character ${forbidden}`;
}

/** Small letters, each once. */
export function tagsOf(written: readonly unknown[], tell: Tell): string[] {
  const tags = new Set<string>();
  for (const one of written) {
    if (one === null || one === '') continue;
    const cleaned = typeof one === 'string' ? cleanText(one) : null;
    if (cleaned !== null && cleaned.removed.length > 0) {
      tell('characters that cannot be shown are left out', `a tag: without ${cleaned.removed.join(', ')}`);
    }
    const tag = cleaned?.text.toLowerCase().normalize('NFC') ?? null;
    if (tag === '') continue;
    if (tag === null) tell('a tag is left out', `the tag ${quoted(one)} is left out: it is no text`);
    else if (tag.length > PRODUCT_LIMITS.tag) {
      tell(
        'a tag is left out',
        `the tag ${quoted(tag)} is left out: it is longer than ${PRODUCT_LIMITS.tag} characters`,
      );
    } else tags.add(tag);
  }
  if (tags.size > PRODUCT_LIMITS.tags) {
    tell('tags are left out', `of ${tags.size} tags the first ${PRODUCT_LIMITS.tags} are kept`);
  }
  return [...tags].slice(0, PRODUCT_LIMITS.tags);
}

type Code = string | number | null | undefined;

/** The first code that there is. A code that is cut would be another one. */
export function barcodeOf(written: Code | readonly Code[], tell: Tell): string | null {
  const codes = Array.isArray(written) ? (written as readonly Code[]) : [written as Code];
  for (const one of codes) {
    const { text } = cleanText(String(one ?? ''));
    if (text === '') continue;
    if (text.length <= PRODUCT_LIMITS.barcode && isWhole(one) && !isCutBySpreadsheet(text)) return text;
    tell(
      'a barcode is left out',
      `the barcode ${quoted(text)} is left out: it is no code of up to ${PRODUCT_LIMITS.barcode} characters`,
    );
  }
  return null;
}

/** 4.00638E+12: what a spreadsheet leaves of a long code. */
export const isCutBySpreadsheet = (code: string): boolean => /^\d(?:[.,]\d+)?E\+\d\d$/.test(code);

/** A number beyond 2^53 was read as another one. */
const isWhole = (code: Code): boolean => typeof code !== 'number' || Number.isSafeInteger(code);

/** Whole grams. */
export function weightOf(written: string | number | null | undefined, tell: Tell): number | null {
  const text = String(written ?? '').trim();
  if (text === '') return null;
  const grams = /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Math.round(Number(text)) : NaN;
  if (!(grams <= PRODUCT_LIMITS.weightGrams)) {
    const limit = PRODUCT_LIMITS.weightGrams;
    tell(
      'a weight is left out',
      `weightGrams is left out: ${quoted(text)} is no number of grams such as 1500, up to ${limit}`,
    );
    return null;
  }
  if (grams !== Number(text)) tell('a weight is rounded', `weightGrams ${text} is rounded to ${grams}`);
  return grams;
}
