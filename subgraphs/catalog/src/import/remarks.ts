import { cutText } from '@quartet/service-kit';

/** Adds a remark about a part of a line that was left out or changed, while its product was imported: a kind, and the case. */
export type AddRemark = (kind: string, text: string) => void;

/** The remarks of one kind: how many, and the first ones in words. */
export interface Remarks {
  kind: string;
  count: number;
  told: { line: number; text: string }[];
}

const SHOWN_PER_KIND = 5;
const KINDS = 50;

/** Stores a few remarks of each kind and counts the others, so that memory is bounded. */
export function noteRemark(remarks: Remarks[], line: number, kind: string, text: string): void {
  let found = remarks.find((it) => it.kind === kind);
  if (found === undefined) {
    found = { kind, count: 0, told: [] };
    if (remarks.length < KINDS) remarks.push(found);
  }
  found.count += 1;
  if (found.told.length < SHOWN_PER_KIND) found.told.push({ line, text: printable(text) });
}

const QUOTED_LENGTH = 60;
const REASON_LENGTH = 500;

/** A value from a file in quotes, shortened, and safe for a terminal. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return printable(`"${text.length > QUOTED_LENGTH ? `${cutText(text, QUOTED_LENGTH)}…` : text}"`);
}

/**
 * A sentence with values from a file, safe for a terminal: characters that are invisible, change the writing direction or
 * move the cursor are replaced by their codes.
 */
export function printable(text: string): string {
  const short = text.length > REASON_LENGTH ? `${cutText(text, REASON_LENGTH)} …` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, codeOf);
}

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
