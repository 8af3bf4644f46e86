import { sameText } from '@quartet/service-kit';
import type { Collection, Db } from 'mongodb';
import { refusedInserts } from '../storage/duplicate-key.ts';

/*
 * Brands and tags have no record of their own: they are what products say. So that a facet does not list "Café", "CAFÉ"
 * and the same in another normal form as three brands, the first spelling that was saved is the catalogue's, and whoever
 * writes the brand or tag later gets that one.
 */

export type SpelledKind = 'brand' | 'tag';

interface SpellingDocument {
  /** Kind and `sameText` of the spelling: the primary key decides which of two that are saved at once is the first. */
  _id: string;
  text: string;
}

function spellings(db: Db): Collection<SpellingDocument> {
  return db.collection<SpellingDocument>('spellings');
}

const keyOf = (kind: SpelledKind, text: string) => `${kind}:${sameText(text)}`;

/**
 * How this catalogue spells each of these texts, by `sameText`; one that is new is spelled as it is given here (the first
 * of several). Two round trips at most, a third where another process was faster.
 */
export async function spellingsOf(
  db: Db,
  kind: SpelledKind,
  texts: readonly string[],
): Promise<(text: string) => string> {
  const wanted = new Map<string, string>();
  for (const text of texts) {
    const key = keyOf(kind, text);
    if (!wanted.has(key)) wanted.set(key, text);
  }
  const known = await find(db, [...wanted.keys()]);
  const missing = [...wanted].flatMap(([key, text]) => (known.has(key) ? [] : [{ _id: key, text }]));
  if (missing.length > 0) {
    const refused = await insert(db, missing);
    for (const [place, { _id, text }] of missing.entries()) if (!refused.has(place)) known.set(_id, text);
    const faster = missing.flatMap(({ _id }, place) => (refused.has(place) ? [_id] : []));
    for (const [key, text] of await find(db, faster)) known.set(key, text);
  }
  return (text) => known.get(keyOf(kind, text)) ?? text;
}

async function find(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const found = await spellings(db)
    .find({ _id: { $in: [...keys] } })
    .toArray();
  return new Map(found.map(({ _id, text }) => [_id, text]));
}

async function insert(db: Db, documents: SpellingDocument[]): Promise<ReadonlyMap<number, string>> {
  try {
    await spellings(db).insertMany(documents, { ordered: false });
    return new Map();
  } catch (error) {
    return refusedInserts(error);
  }
}
