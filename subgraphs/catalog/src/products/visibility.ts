import { hasScope, type Viewer } from '@quartet/service-kit';
import type { Product, ProductStatus } from './product.ts';

const PUBLIC: readonly ProductStatus[] = ['PUBLISHED'];

/** Drafts and archived products exist only for viewers who may edit the catalog. */
function mayEditCatalog(viewer: Viewer): boolean {
  return hasScope(viewer, 'catalog:write');
}

/** The product if the viewer may see it, else null. */
export function visibleTo(viewer: Viewer, product: Product | null): Product | null {
  return product && (PUBLIC.includes(product.status) || mayEditCatalog(viewer)) ? product : null;
}

/** A variant stays visible after its product is archived, because orders refer to it; one that was never published is not. */
export function isVariantVisibleTo(viewer: Viewer, product: Product): boolean {
  return product.publishedAt !== null || mayEditCatalog(viewer);
}

/** The requested statuses (by default: published) that the viewer may list. */
export function listableStatuses(viewer: Viewer, asked: readonly ProductStatus[] | null | undefined): ProductStatus[] {
  const wanted = asked && asked.length > 0 ? asked : PUBLIC;
  return wanted.filter((status) => PUBLIC.includes(status) || mayEditCatalog(viewer));
}
