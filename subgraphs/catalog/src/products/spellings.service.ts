import { sameText } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { findSpellings, insertSpellings } from './spellings.repository.ts';

/*
 * Brands and tags have no record of their own, they are part of products. So that a facet does not list "Café", "CAFÉ"
 * and the same in another normal form as three brands, the first spelling that was saved is the catalogue's, and a
 * product that is saved later gets that spelling.
 */

export type SpelledKind = 'brand' | 'tag';

const keyOf = (kind: SpelledKind, text: string) => `${kind}:${sameText(text)}`;

/**
 * How this catalogue spells each of these texts, by `sameText`; a new one is spelled as it is given (the first of
 * several). Two round trips at most, a third if another process was faster.
 */
export async function spellingsOf(
  db: Db,
  kind: SpelledKind,
  texts: readonly string[],
): Promise<(text: string) => string> {
  const given = new Map<string, string>();
  for (const text of texts) {
    const key = keyOf(kind, text);
    if (!given.has(key)) given.set(key, text);
  }
  const known = await findSpellings(db, [...given.keys()]);
  const missing = new Map([...given].filter(([key]) => !known.has(key)));
  if (missing.size > 0) {
    const existing = await insertSpellings(db, missing);
    for (const [key, text] of [...missing, ...(await findSpellings(db, existing))]) known.set(key, text);
  }
  return (text) => known.get(keyOf(kind, text)) ?? text;
}
