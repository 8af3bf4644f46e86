import { foldedText } from './model-numbers.ts';

/** Words that say little: they are left out of full text, unless a query has no others ("The The"). */
export const STOP_WORDS = (
  'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to ' +
  'was will with'
).split(' ');

const KNOWN = new Set(STOP_WORDS);

/** Whether a query has words, and all of them are stop words once accents and a possessive are gone, as full text has it. */
export function hasStopWordsOnly(query: string): boolean {
  const folded = foldedText(query).replaceAll(/['’＇]s(?![\p{L}\p{N}])/gu, '');
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length > 0 && words.every((word) => KNOWN.has(word));
}
