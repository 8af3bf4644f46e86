import { findRootCategories } from '../../categories/category.repository.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const categories: NonNullable<QueryResolvers['categories']> = (_query, _args, { db }) => findRootCategories(db);
