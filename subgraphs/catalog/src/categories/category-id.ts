import { categoryId, type CategoryId } from '@quartet/service-kit';
import { derivedId } from '../storage/derived-id.ts';

/** The id of a category with a key of a source system: the same key always gives the same id. */
export function categoryIdOf(externalKey: string): CategoryId {
  return categoryId(derivedId('category', externalKey));
}
