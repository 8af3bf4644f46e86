import { cutText } from '@quartet/service-kit';

/** Tells what of a line was left out or changed, although its product stands: a kind in a few words, and the case. */
export type Tell = (kind: string, text: string) => void;

/** What was told of one kind: so many times, the first of them in words. */
export interface Remarks {
  kind: string;
  count: number;
  told: { line: number; text: string }[];
}

const TOLD_OF_A_KIND = 5;
const KINDS = 50;

/** Keeps a few remarks of each kind and counts the others, however many lines there are. */
export function noteRemark(remarks: Remarks[], line: number, kind: string, text: string): void {
  let found = remarks.find((it) => it.kind === kind);
  if (found === undefined) {
    found = { kind, count: 0, told: [] };
    if (remarks.length < KINDS) remarks.push(found);
  }
  found.count += 1;
  if (found.told.length < TOLD_OF_A_KIND) found.told.push({ line, text: printable(text) });
}

const QUOTED_LENGTH = 60;
const REASON_LENGTH = 500;

/** A value from a file within a sentence, shortened, and safe for a terminal. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return printable(`"${text.length > QUOTED_LENGTH ? `${cutText(text, QUOTED_LENGTH)}…` : text}"`);
}

/**
 * A sentence with values from a file, safe for a terminal: what is invisible, turns the direction of writing or moves the
 * cursor is told by its code.
 */
export function printable(text: string): string {
  const short = text.length > REASON_LENGTH ? `${cutText(text, REASON_LENGTH)} …` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, codeOf);
}

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
