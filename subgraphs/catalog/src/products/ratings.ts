import { AppError, type ProductId } from '@quartet/service-kit';
import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import type { AnyBulkWriteOperation, Db } from 'mongodb';
import type { Rating } from './product.ts';
import { products, type ProductDocument } from './product.repository.ts';

/** The rating that follows from how many gave 1, 2, 3, 4, 5. */
function ratingOf(distribution: readonly number[]): Rating {
  if (distribution.length !== 5 || distribution.some((count) => !Number.isSafeInteger(count) || count < 0)) {
    throw new AppError('BAD_USER_INPUT', 'A rating is made of five counts, for 1 to 5');
  }
  const count = distribution.reduce((sum, given) => sum + given, 0);
  if (count > PRODUCT_LIMITS.ratings) {
    throw new AppError('BAD_USER_INPUT', `A product has ${PRODUCT_LIMITS.ratings} ratings at most, not ${count}`);
  }
  const points = distribution.reduce((sum, given, index) => sum + given * (index + 1), 0);
  const average = count === 0 ? 0 : Math.round((points / count) * 100) / 100;
  return { average, count, distribution: [...distribution] };
}

/** Sets the ratings of many products in one go, from how many gave 1 to 5. One that it has already changes nothing. */
export async function setRatings(
  db: Db,
  ratings: readonly { productId: ProductId; distribution: readonly number[] }[],
): Promise<void> {
  if (ratings.length === 0) return;
  const writes = ratings.map(({ productId, distribution }): AnyBulkWriteOperation<ProductDocument> => {
    const rating = ratingOf(distribution);
    return {
      updateOne: {
        filter: { _id: productId, 'rating.distribution': { $ne: rating.distribution } },
        update: { $set: { rating, updatedAt: new Date() }, $inc: { ratingVersion: 1 } },
      },
    };
  });
  await products(db).bulkWrite(writes, { ordered: false });
}

/** Sets the rating of one product, from how many gave 1 to 5. */
export async function setRating(db: Db, productId: ProductId, distribution: readonly number[]): Promise<void> {
  await setRatings(db, [{ productId, distribution }]);
}
