import { hasScope, type Viewer } from '@quartet/service-kit';
import type { Product, ProductStatus } from './product.ts';

const PUBLIC: readonly ProductStatus[] = ['PUBLISHED'];

/** Drafts and archived products exist only for those who edit the catalog. */
function mayEditCatalog(viewer: Viewer): boolean {
  return hasScope(viewer, 'catalog:write');
}

/** The product where the viewer may see it, else null. */
export function visibleTo(viewer: Viewer, product: Product | null): Product | null {
  return product && (PUBLIC.includes(product.status) || mayEditCatalog(viewer)) ? product : null;
}

/** A variant outlives the sale of its product, because orders name it; one that never was on sale is not shown. */
export function isVariantVisibleTo(viewer: Viewer, product: Product): boolean {
  return product.publishedAt !== null || mayEditCatalog(viewer);
}

/** Which of the statuses asked for (published, where none are) the viewer may list. */
export function listableStatuses(viewer: Viewer, asked: readonly ProductStatus[] | null | undefined): ProductStatus[] {
  const wanted = asked && asked.length > 0 ? asked : PUBLIC;
  return wanted.filter((status) => PUBLIC.includes(status) || mayEditCatalog(viewer));
}
