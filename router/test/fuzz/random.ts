/** A number from 0 to 2^32 - 1 that depends on the parts alone. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0000`;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  // Neighbours such as `id1` and `id2` would differ in few bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Decisions that are read from a list of numbers: fewer and smaller numbers make a smaller case. */
export interface Choices {
  /** A whole number from 0 to `count - 1`. */
  below(count: number): number;
  /** True in so many of a hundred cases. */
  chance(percent: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function choicesFrom(numbers: readonly number[]): Choices {
  let at = 0;
  const below = (count: number) => (numbers[at++] ?? 0) % count;
  return {
    below,
    // Where the numbers have ended, nothing special happens.
    chance: (percent) => below(100) >= 100 - percent,
    pick: (items) => items[below(items.length)]!,
  };
}
