import { categoryId } from '@quartet/service-kit';
import { findCategoryBySlug } from '../../categories/category.repository.ts';
import { exactlyOne } from '../exactly-one.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const category: NonNullable<QueryResolvers['category']> = (_query, args, { db, loaders }) => {
  const by = exactlyOne({ id: args.id, slug: args.slug });
  return by.name === 'id' ? loaders.category.load(categoryId(by.value)) : findCategoryBySlug(db, by.value);
};
