/*
 * Arithmetic of amounts in minor units. Amounts are whole and never negative; products may pass 53 bits, so that they are
 * worked out as BigInt.
 */

/** 10,000 basis points are the whole. */
export const WHOLE = 10_000;

/** amount × part / whole, rounded half up. */
export function proportion(amount: number, part: number, whole: number): number {
  const by = BigInt(whole);
  return Number((2n * BigInt(amount) * BigInt(part) + by) / (2n * by));
}

/** amount × count. Undefined where it is more than `max`. */
export function product(amount: number, count: number, max: number): number | undefined {
  const exact = BigInt(amount) * BigInt(count);
  return exact > BigInt(max) ? undefined : Number(exact);
}

export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/**
 * Divides `total` in proportion to the weights by largest remainder: the shares add up to the total, and none is more
 * than its weight as long as the total is no more than all weights together. Among equal remainders the first one counts.
 */
export function spread(total: number, weights: readonly number[]): number[] {
  const whole = BigInt(sumOf(weights));
  if (whole === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, at) => {
    const exact = BigInt(total) * BigInt(weight);
    return { at, share: Number(exact / whole), remainder: exact % whole };
  });
  let left = total - sumOf(parts.map(({ share }) => share));
  const shares = parts.map(({ share }) => share);
  for (const { at, share } of parts.toSorted((a, b) => Number(b.remainder - a.remainder) || a.at - b.at)) {
    if (left === 0) break;
    shares[at] = share + 1;
    left -= 1;
  }
  return shares;
}
