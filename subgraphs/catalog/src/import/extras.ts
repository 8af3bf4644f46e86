import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import { cleanText, forbiddenIn } from '@quartet/service-kit';
import { z } from 'zod';
import { quoted, type AddRemark } from './remarks.ts';

/*
 * Optional parts of a product: a part that is not valid is left out with a remark, and the product is imported.
 */

const webAddress = z.url({ protocol: /^https?$/ });
const SIZES = ['high', 'large', 'medium', 'low', 'thumb'];
const MAX_IMAGES = 20;

/** The pictures with a usable address. Several sizes, by name, are one picture: the largest usable one. */
export function imagesOf(
  images: Record<string, unknown> | unknown[] | null,
  image: string | null,
  addRemark: AddRemark,
): string[] {
  const usable = (found: unknown): string[] => {
    if (found === null || found === undefined || found === '') return [];
    const problem = typeof found === 'string' ? addressProblem(found) : 'it is no text';
    if (typeof found === 'string' && problem === null) return [found];
    addRemark('a picture is left out', `the picture ${quoted(found)} is left out: ${problem}`);
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
    addRemark('pictures are left out', `of ${all.length} pictures the first ${MAX_IMAGES} are kept`);
  }
  return all.slice(0, MAX_IMAGES);
}

function addressProblem(found: unknown): string | null {
  if (typeof found !== 'string' || !webAddress.safeParse(found).success)
    return 'it is no address that begins with http';
  // The catalog stores it in the form in which browsers send it.
  const { length } = new URL(found).href;
  if (length > PRODUCT_LIMITS.imageUrl) {
    return `its address has ${length} characters, and ${PRODUCT_LIMITS.imageUrl} are the limit`;
  }
  const forbidden = forbiddenIn(found);
  return forbidden === undefined ? null : `its address has the character ${forbidden}`;
}

/** Lower case, without duplicates. */
export function tagsOf(written: readonly unknown[], addRemark: AddRemark): string[] {
  const tags = new Set<string>();
  for (const one of written) {
    if (one === null || one === '') continue;
    const cleaned = typeof one === 'string' ? cleanText(one) : null;
    if (cleaned !== null && cleaned.removed.length > 0) {
      addRemark('characters that cannot be shown are left out', `a tag: without ${cleaned.removed.join(', ')}`);
    }
    const tag = cleaned?.text.toLowerCase().normalize('NFC') ?? null;
    if (tag === '') continue;
    if (tag === null) addRemark('a tag is left out', `the tag ${quoted(one)} is left out: it is no text`);
    else if (tag.length > PRODUCT_LIMITS.tag) {
      addRemark(
        'a tag is left out',
        `the tag ${quoted(tag)} is left out: it is longer than ${PRODUCT_LIMITS.tag} characters`,
      );
    } else tags.add(tag);
  }
  if (tags.size > PRODUCT_LIMITS.tags) {
    addRemark('tags are left out', `of ${tags.size} tags the first ${PRODUCT_LIMITS.tags} are kept`);
  }
  return [...tags].slice(0, PRODUCT_LIMITS.tags);
}

type Code = string | number | null | undefined;

/** The first usable code. A truncated code would be a different one. */
export function barcodeOf(written: Code | readonly Code[], addRemark: AddRemark): string | null {
  const codes = Array.isArray(written) ? (written as readonly Code[]) : [written as Code];
  for (const one of codes) {
    const { text } = cleanText(String(one ?? ''));
    if (text === '') continue;
    if (text.length <= PRODUCT_LIMITS.barcode && isWhole(one) && !isCutBySpreadsheet(text)) return text;
    addRemark(
      'a barcode is left out',
      `the barcode ${quoted(text)} is left out: it is no code of up to ${PRODUCT_LIMITS.barcode} characters`,
    );
  }
  return null;
}

/** 4.00638E+12: a long code after a spreadsheet has opened it. */
export const isCutBySpreadsheet = (code: string): boolean => /^\d(?:[.,]\d+)?E\+\d\d$/.test(code);

/** A number beyond 2^53 has lost precision. */
const isWhole = (code: Code): boolean => typeof code !== 'number' || Number.isSafeInteger(code);

/** Whole grams. */
export function weightOf(written: string | number | null | undefined, addRemark: AddRemark): number | null {
  const text = String(written ?? '').trim();
  if (text === '') return null;
  const grams = /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Math.round(Number(text)) : NaN;
  if (!(grams <= PRODUCT_LIMITS.weightGrams)) {
    const limit = PRODUCT_LIMITS.weightGrams;
    addRemark(
      'a weight is left out',
      `weightGrams is left out: ${quoted(text)} is no number of grams such as 1500, up to ${limit}`,
    );
    return null;
  }
  if (grams !== Number(text)) addRemark('a weight is rounded', `weightGrams ${text} is rounded to ${grams}`);
  return grams;
}
