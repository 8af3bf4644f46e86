export { readCatalogEnv, type CatalogEnv } from './env.ts';
export { catalogMigrations, migrateCatalog } from './migrate.ts';
export { mongoJobs } from './storage/job-queue.ts';
export { createCatalogSubgraph, startCatalog, type CatalogService } from './start.ts';
export type { AttributeDefinition, AttributeType, Category, CategoryInput } from './categories/category.ts';
export { categorySlugs } from './slugs.ts';
export { saveCategory, type SaveCategoryOutcome } from './categories/category.service.ts';
export {
  findAllCategories,
  findCategories,
  findCategoryById,
  findCategoryBySlug,
} from './categories/category.repository.ts';
export { categoryIdOf } from './categories/category-id.ts';
export type { KnownCategories } from './categories/known-categories.service.ts';
export type { AttributeProblem } from './products/attributes.ts';
export { productIdOf, type ProductInput } from './products/product.input.ts';
export type { Product, ProductStatus, Rating, Variant } from './products/product.ts';
export {
  catalogIsEmpty,
  countProducts,
  findNewestPublished,
  findProducts,
  findProductsBySku,
  walkProducts,
} from './products/product.repository.ts';
export { setRating, setRatings } from './products/ratings.service.ts';
export { saveProduct, saveProducts, type SaveProductOutcome } from './products/save-products.service.ts';
export { setStatus, type SetStatusOutcome } from './products/set-status.service.ts';
export {
  beginJob,
  endJob,
  findUnfinishedJob,
  findUnfinishedJobsAbout,
  acquireJob,
  JobLost,
  type JobLease,
} from './storage/jobs.ts';
