/*
 * WH-1000XM4 is also written wh1000xm4, WH 1000 XM4 and WH1000-XM4. All have the same letters and digits: separators do
 * not matter.
 */

const MAX_TERMS = 2_000;
/** The maximum number of letter or digit groups that one spelling joins. */
const MAX_PIECES = 6;
/** The maximum number of words that one spelling joins: "WH 1000 XM4" has three. */
const MAX_WORDS = 3;

const PLAIN = { word: /[\p{L}\p{M}\p{N}]+/gu, piece: /[\p{L}\p{M}]+|\p{N}+/gu };
/** The tokenizer keeps "3.5mm" in one piece: in a query it is one word. */
const WITH_DECIMALS = {
  word: /[\p{L}\p{M}\p{N}]+(?:(?<=\p{N})[.,](?=\p{N})[\p{L}\p{M}\p{N}]+)*/gu,
  piece: /[\p{L}\p{M}]+|\p{N}+(?:[.,]\p{N}+)*/gu,
};
const DECIMAL = /\p{N}[.,]\p{N}/u;
const HAS_DIGIT = /\p{N}/u;

/** A code for comparison: letters and digits only, in lower case and without accents. */
export function foldedCode(code: string): string {
  return foldedText(code).replace(/[^\p{L}\p{N}]+/gu, '');
}

const MAX_MODEL_LENGTH = 40;

/** Whether an attribute's value may be a model number: short, with letters and digits. */
export function isModelNumber(value: string): boolean {
  return value.length <= MAX_MODEL_LENGTH && HAS_DIGIT.test(value) && /\p{L}/u.test(value);
}

/** The terms under which the model numbers in a name are found, whatever their separators. */
export function modelTerms(name: string): string[] {
  const text = foldedText(name);
  const terms = new Set<string>();
  addTerms(terms, text, PLAIN);
  if (DECIMAL.test(text)) addTerms(terms, text, WITH_DECIMALS);
  return [...terms].slice(0, MAX_TERMS);
}

function addTerms(terms: Set<string>, text: string, of: typeof PLAIN): void {
  const words = text.match(of.word) ?? [];
  words.forEach((_, from) => {
    for (let count = 1; count <= MAX_WORDS && from + count <= words.length; count++) {
      const joined = words.slice(from, from + count);
      if (!joined.some((word) => HAS_DIGIT.test(word))) continue;
      addPieces(
        terms,
        joined.map((word) => word.match(of.piece) ?? []),
      );
    }
  });
}

/** Every run of pieces that begins in the first word and ends in the last one. */
function addPieces(terms: Set<string>, pieces: readonly string[][]): void {
  const first = pieces[0] ?? [];
  const last = pieces.at(-1) ?? [];
  const between = pieces.slice(1, -1).flat();
  if (pieces.length === 1) {
    for (let from = 0; from < first.length; from++) {
      for (let to = from + 1; to <= Math.min(first.length, from + MAX_PIECES); to++) {
        addTerm(terms, first.slice(from, to));
      }
    }
    return;
  }
  for (let from = 0; from < first.length; from++) {
    for (let to = 1; to <= last.length; to++) {
      const run = [...first.slice(from), ...between, ...last.slice(0, to)];
      if (run.length <= MAX_PIECES) addTerm(terms, run);
    }
  }
}

function addTerm(terms: Set<string>, pieces: readonly string[]): void {
  terms.add(pieces.join(''));
}

/** In lower case, without accents and other forms of the same letter. */
export function foldedText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}
