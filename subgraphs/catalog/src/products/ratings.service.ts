import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import { AppError, type ProductId } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { updateRatings } from './product.repository.ts';
import type { Rating } from './product.ts';

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

/** Sets the ratings of many products at once, from how many gave 1 to 5. An equal rating changes nothing. */
export async function setRatings(
  db: Db,
  ratings: readonly { productId: ProductId; distribution: readonly number[] }[],
): Promise<void> {
  if (ratings.length === 0) return;
  await updateRatings(
    db,
    ratings.map(({ productId, distribution }) => ({ productId, rating: ratingOf(distribution) })),
  );
}

/** Sets the rating of one product, from how many gave 1 to 5. */
export async function setRating(db: Db, productId: ProductId, distribution: readonly number[]): Promise<void> {
  await setRatings(db, [{ productId, distribution }]);
}
