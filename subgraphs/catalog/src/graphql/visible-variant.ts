import { sku } from '@quartet/service-kit';
import type { Context } from '../context.ts';
import { isVariantVisibleTo } from '../products/visibility.ts';
import type { VariantMapper } from './schema.mappers.ts';

/** The variant, or null where there is none or the viewer may not see it. */
export async function visibleVariant(code: string, { loaders, viewer }: Context): Promise<VariantMapper | null> {
  const product = await loaders.productOfSku.load(sku(code));
  const variant = product?.variants.find((it) => it.sku === code);
  return product && variant && isVariantVisibleTo(viewer, product) ? { product, variant } : null;
}
