import { categoryId, type CategoryId } from '@quartet/service-kit';
import { derivedId } from '../storage/derived-id.ts';

/** The id of the category that a source system calls so: the same key always gives the same id. */
export function categoryIdOf(externalKey: string): CategoryId {
  return categoryId(derivedId('category', externalKey));
}
