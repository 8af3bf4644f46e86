import type { Collection, Db } from 'mongodb';
import { refusedInserts } from '../storage/duplicate-key.ts';

interface SpellingDocument {
  /** Kind and `sameText` of the spelling: the primary key decides which of two concurrent writers is the first. */
  _id: string;
  text: string;
}

function spellings(db: Db): Collection<SpellingDocument> {
  return db.collection<SpellingDocument>('spellings');
}

export async function findSpellings(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const found = await spellings(db)
    .find({ _id: { $in: [...keys] } })
    .toArray();
  return new Map(found.map(({ _id, text }) => [_id, text]));
}

/** Inserts the spellings whose key is new. @returns the keys that existed, since another process was faster */
export async function insertSpellings(db: Db, entries: ReadonlyMap<string, string>): Promise<string[]> {
  const documents = [...entries].map(([key, text]) => ({ _id: key, text }));
  try {
    await spellings(db).insertMany(documents, { ordered: false });
    return [];
  } catch (error) {
    const refused = refusedInserts(error);
    return documents.flatMap(({ _id }, at) => (refused.has(at) ? [_id] : []));
  }
}
