import { createLogger, createMongo, type CategoryId } from '@quartet/service-kit';
import { afterwards, freshMongo } from '@quartet/test-kit';
import { migrateCatalog, saveCategory, type CategoryInput, type ProductInput } from '../src/index.ts';

export const log = createLogger({ name: 'catalog-test', level: 'silent' });

/** A migrated catalog database of the test file's own. */
export async function freshCatalog() {
  const { url } = await freshMongo();
  const env = { CATALOG_MONGODB_URL: url, REDIS_URL: '', REDIS_CACHE_URL: '' };
  await migrateCatalog({ env, log, direction: 'up' });
  const mongo = createMongo({ url, name: 'catalog-test', log });
  afterwards(() => mongo.destroy());
  return { url, db: mongo.db };
}

export type Db = Awaited<ReturnType<typeof freshCatalog>>['db'];

/** Saves a category that must be valid. @returns its id */
export async function makeCategory(db: Db, input: Partial<CategoryInput> & { slug: string }): Promise<CategoryId> {
  const outcome = await saveCategory(db, { name: input.slug, ...input });
  if (outcome.kind !== 'saved') throw new Error(`The category was refused: ${JSON.stringify(outcome)}`);
  return outcome.category.id;
}

/** A published product with one variant, as little as is allowed. */
export function aProduct(categoryId: CategoryId, key: string, changes: Partial<ProductInput> = {}): ProductInput {
  return {
    externalKey: key,
    name: `Product ${key}`,
    status: 'PUBLISHED',
    categoryId,
    variants: [aVariant(key)],
    ...changes,
  };
}

export function aVariant(sku: string, changes: Partial<ProductInput['variants'][number]> = {}) {
  return { sku: sku as never, name: 'Standard', price: { amount: 1999, currency: 'EUR' }, ...changes };
}
