import { foldedText } from './model-numbers.ts';

/** Words that say little: they are left out of full text, unless a query has next to no others ("The The"). */
export const STOP_WORDS = (
  'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to ' +
  'was will with'
).split(' ');

const KNOWN = new Set(STOP_WORDS);

const ONE_LETTER = /^\p{L}$/u;

/**
 * Whether a query would lose what it says with its stop words: it has some, and beside them single letters at most ("The
 * The", "AT&T"), once accents and a possessive are gone, as full text has it.
 */
export function needsItsStopWords(query: string): boolean {
  const folded = foldedText(query).replaceAll(/['’＇]s(?![\p{L}\p{N}])/gu, '');
  const words = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.some((word) => KNOWN.has(word)) && words.every((word) => KNOWN.has(word) || ONE_LETTER.test(word));
}
