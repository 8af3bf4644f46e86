// 128 characters, each in up to four parts of four bytes.
const MAX_BYTES = 2_048;

/**
 * The form in which passwords are judged and hashed (NFKC): the same password typed on another keyboard is the same.
 * Undefined for what can be no password: text with half of a character (as bytes all of those are equal), and text that
 * is so long that it is not even normalised.
 */
export function normalPassword(raw: string): string | undefined {
  return raw.isWellFormed() && Buffer.byteLength(raw) <= MAX_BYTES ? raw.normalize('NFKC') : undefined;
}
