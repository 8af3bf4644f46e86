import { z } from 'zod';

/**
 * Text from people and files gets one form at the edge: well-formed, NFC, without invisible characters. Everything
 * behind the edge compares, cuts and counts that form.
 */
export interface CleanText {
  text: string;
  /** Each kind of character that was removed, once, such as "U+202E". */
  removed: readonly string[];
}

// Scripts in which a joiner or a non-joiner changes how letters are written.
const JOINING = ['Arab', 'Syrc', 'Mong', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh']
  .map((script) => `\\p{Script=${script}}`)
  .join('');

const EMOJI_END = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F';
const TAGS = '\\u{E0020}-\\u{E007F}';

// Where an invisible character has a meaning, it stays.
const MEANT = [
  // 👩‍🚀, and joiners within words
  `(?<=[${EMOJI_END}${JOINING}])\\u200D(?=[\\p{Extended_Pictographic}${JOINING}])`,
  `(?<=[${JOINING}])\\u200C(?=[${JOINING}])`,
  // ❤️, 1️⃣, ☎︎
  '(?<=[\\p{Emoji}\\p{S}])[\\uFE0E\\uFE0F]',
  // variants of ideographs and Mongolian letters
  '(?<=\\p{Script=Han})[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]',
  '(?<=\\p{Script=Mong})[\\u180B-\\u180F]',
  // the letters of a flag such as Scotland's
  `(?<=\\u{1F3F4}[${TAGS}]*)[${TAGS}]`,
];

// Control characters, half surrogates, what is no character, and what is never shown (zero width, direction overrides).
const UNSEEN = '[\\p{Cc}\\p{Cs}\\p{Noncharacter_Code_Point}\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]';
const WHITE_CONTROLS = '\\t\\n\\v\\f\\r\\u0085';

// The cheap test comes first: nearly every character fails it, and the rest of the pattern is skipped.
const FORBIDDEN = new RegExp(`(?=${UNSEEN})(?![${WHITE_CONTROLS}])(?!${MEANT.join('|')})${UNSEEN}`, 'gu');
const PLAIN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

const nameOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The first character that text for people may not hold, such as "U+0000" or a half surrogate; else undefined. */
export function forbiddenIn(raw: string): string | undefined {
  if (PLAIN.test(raw)) return undefined;
  FORBIDDEN.lastIndex = 0;
  const found = FORBIDDEN.exec(raw);
  return found === null ? undefined : nameOf(found[0]);
}

/**
 * The one form of a text: forbidden characters out (a half surrogate too), NFC, white space folded to single blanks,
 * nothing at the ends. With `lines`, line breaks stay, as \n, and so do blanks within a line. Applied again it changes
 * nothing.
 */
export function cleanText(raw: string, { lines = false }: { lines?: boolean } = {}): CleanText {
  if (PLAIN.test(raw)) return { text: raw, removed: [] };
  const removed = new Set<string>();
  let text = raw;
  for (;;) {
    // repeats until nothing changes: a removed character may have given its neighbour a meaning
    const next = text.replace(FORBIDDEN, (character) => {
      removed.add(nameOf(character));
      return '';
    });
    if (next.length === text.length) break;
    text = next;
  }
  text = text.normalize('NFC').replace(LINE_BREAK, '\n');
  text = lines ? text.replace(/[^\S\n]+$/gm, '') : text.replace(/\s+/g, ' ');
  return { text: text.trim(), removed: [...removed] };
}

// flags and families are shorter; longer sequences are not text
const LONGEST_GRAPHEME = 64;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The text, or its beginning of at most `max` UTF-16 units, cut between graphemes: never within an emoji or an accent.
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  // a grapheme that alone is longer than the limit is cut between code points
  const end = graphemes.segment(text.slice(0, max + LONGEST_GRAPHEME)).containing(max)?.index ?? 0;
  const cut = end > 0 ? text.slice(0, end) : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return cut.replace(/[\u200C\u200D\s]+$/u, '');
}

/** A key that is equal for texts that people consider the same: `Café`, `CAFÉ` and their decomposed forms. */
export function sameText(text: string): string {
  // Lower case first: ẞ has its own lower case ß, whose upper case is SS.
  return cleanText(text).text.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

interface TextLimits {
  /** Shortest length after trimming; default 1. */
  min?: number;
  /** Longest length, in UTF-16 units, of the cleaned text. */
  max: number;
}

/** Schema of one line that a person typed: rejects forbidden characters by name, cleans the text, checks its length. */
export const lineText = (limits: TextLimits) => textSchema(limits, false);

/** Schema of text with line breaks; otherwise as `lineText`. */
export const linesText = (limits: TextLimits) => textSchema(limits, true);

function textSchema({ min = 1, max }: TextLimits, lines: boolean) {
  return z.string().transform((raw, context) => {
    const problem = problemOf(raw);
    if (typeof problem === 'string') {
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    }
    return problem.text;
  });

  function problemOf(raw: string): string | { text: string } {
    const tooLong = `is longer than ${String(max)} characters`;
    if (raw.length > max * 4 + 1_000) return tooLong; // saves cleaning a text that is far too long
    const forbidden = forbiddenIn(raw);
    if (forbidden !== undefined) return `has the character ${forbidden}, which cannot be shown`;
    const { text } = cleanText(raw, { lines });
    if (text.length > max) return tooLong;
    if (text.length < min) return min === 1 ? 'is empty' : `is shorter than ${String(min)} characters`;
    return { text };
  }
}
