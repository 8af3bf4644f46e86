/*
 * Names are listed as people look them up: without regard to case and accents, punctuation before digits, digits before
 * letters. Databases compare the key byte by byte: they lack such an order, or each has another version of it.
 */

const MAX_KEY_LENGTH = 800;

// Letters that Unicode does not decompose, in the root collation's order.
const EXPANSIONS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ł', 'l'],
  ['ħ', 'h'],
  ['þ', 'th'],
  ['ı', 'i'],
]);
const EXPANDED = new RegExp(`[${[...EXPANSIONS.keys()].join('')}]`, 'g');

/** Signs of ASCII in the order in which the root collation has them, before the digits. */
const SIGNS = ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';

/**
 * The key by which names are sorted, plain ASCII: equal for names that differ in case, accents or width only, and
 * compared by code unit in the order of the letters. Letters of other scripts follow the Latin ones.
 */
export function nameKey(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize('NFKD')
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(EXPANDED, (letter) => EXPANSIONS.get(letter) ?? letter)
    .replace(/\s+/g, ' ')
    .trim();
  let key = '';
  for (const character of plain) {
    const next = placeOf(character);
    if (key.length + next.length > MAX_KEY_LENGTH) break;
    key += next;
  }
  return key;
}

function placeOf(character: string): string {
  if (/^[0-9a-z]$/.test(character)) return character;
  const sign = SIGNS.indexOf(character);
  // "!" and a letter: below the digits, and each sign has the same length
  if (sign >= 0) return `!${String.fromCharCode(0x41 + sign)}`;
  const point = (character.codePointAt(0) ?? 0).toString(16).padStart(6, '0');
  // other signs lie behind those of ASCII, other letters behind "z"
  return /^[\p{P}\p{S}\p{Z}\p{C}]$/u.test(character) ? `!~${point}` : `~${point}`;
}
