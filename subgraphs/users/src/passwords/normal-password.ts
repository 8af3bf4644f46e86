// 128 characters, each in up to four parts of four bytes.
const MAX_BYTES = 2_048;

/**
 * The form in which passwords are checked and hashed (NFKC): the same password typed on another keyboard is the same.
 * Undefined for text that cannot be a password: with half of a surrogate pair (all of which are equal as bytes), or too
 * long to be normalised.
 */
export function normalPassword(raw: string): string | undefined {
  return raw.isWellFormed() && Buffer.byteLength(raw) <= MAX_BYTES ? raw.normalize('NFKC') : undefined;
}
