import { productId, sku } from '@quartet/service-kit';
import { findProductBySlug } from '../../products/product.repository.ts';
import { visibleTo } from '../../products/visibility.ts';
import type { Context } from '../../context.ts';
import { exactlyOne } from '../exactly-one.ts';
import type { QueryProductArgs, QueryResolvers } from '../types.generated.ts';

export const product: NonNullable<QueryResolvers['product']> = async (_query, args, context) =>
  visibleTo(context.viewer, await find(args, context));

function find(args: QueryProductArgs, { db, loaders }: Context) {
  const by = exactlyOne({ id: args.id, slug: args.slug, sku: args.sku });
  if (by.name === 'id') return loaders.product.load(productId(by.value));
  if (by.name === 'sku') return loaders.productOfSku.load(sku(by.value));
  return findProductBySlug(db, by.value);
}
