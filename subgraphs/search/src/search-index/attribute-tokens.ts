import { createHash } from 'node:crypto';
import { readValues } from '@quartet/schema/product-filter';

/*
 * An attribute of a variant is one term of its nested document, so that one query can require several attributes, the
 * price and the stock of the same variant. Terms are hashes: a name may have 100 characters and a text 2,000.
 */

/** Letters and digits, unique for the parts. */
function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 14);
}

/** The variant has the attribute, whatever its value. */
export const nameToken = (name: string): string => `n${hash(name)}`;
export const textToken = (name: string, text: string): string => `t${hash(name, text.normalize('NFC'))}`;
export const booleanToken = (name: string, value: boolean): string => `b${hash(name, String(value))}`;

/** The tokens of a value in a filter, which is text: an attribute may be a number in one category and text in another. */
export function tokensOfValue(name: string, text: string): string[] {
  const { numbers, booleans } = readValues([text]);
  return [
    textToken(name, text),
    ...numbers.map((number) => numberToken(name, number)),
    ...booleans.map((value) => booleanToken(name, value)),
  ];
}

/** The prefix of the attribute's number tokens, which sort by their numbers. */
const numberPrefix = (name: string): string => `x${hash(name)}`;
export const numberToken = (name: string, number: number): string => `${numberPrefix(name)}${sortable(number)}`;

/** The first and last token of the numbers from `min` to `max`, both inclusive; null is unbounded. */
export function numberRange(name: string, min: number | null, max: number | null): { gte: string; lte: string } {
  return { gte: numberToken(name, min ?? -Infinity), lte: numberToken(name, max ?? Infinity) };
}

/** Matches all number tokens of the attribute, which contain letters, digits, "-" and "_" only. */
export const numberPattern = (name: string): string => `${numberPrefix(name)}.*`;

/** The number in a number token. */
export function numberOf(token: string): number {
  const bits = BigInt(`0x${token.slice(-16)}`);
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits & SIGN ? bits ^ SIGN : ~bits & ALL);
  return view.getFloat64(0);
}

const SIGN = 1n << 63n;
const ALL = (1n << 64n) - 1n;

/** 16 hexadecimal digits that sort like the numbers. */
function sortable(number: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number === 0 ? 0 : number);
  const bits = view.getBigUint64(0);
  return (bits & SIGN ? ~bits & ALL : bits | SIGN).toString(16).padStart(16, '0');
}
