import type { CategoryId } from '@quartet/service-kit';
import type { Collection, Db } from 'mongodb';
import type { Category } from './category.ts';

export type CategoryDocument = Omit<Category, 'id'> & {
  _id: CategoryId;
  /** The version that was propagated to the category's products and to what lies below it; missing: none yet. */
  propagatedVersion?: number;
  /** What an earlier release called propagatedVersion. */
  spreadVersion?: number;
};

export function categories(db: Db): Collection<CategoryDocument> {
  return db.collection<CategoryDocument>('categories');
}

export function toCategory({
  _id,
  propagatedVersion: _propagated,
  spreadVersion: _spread,
  ...rest
}: CategoryDocument): Category {
  return { id: _id, ...rest };
}
