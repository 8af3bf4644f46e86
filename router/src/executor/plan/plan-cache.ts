import { LRUCache } from 'lru-cache';

/** Values that cost much to make, the last used ones. One that is asked for again while it is made is made once. */
export interface PlanCache<V> {
  get(key: string, make: () => Promise<V>): Promise<V> | V;
}

/** @param maxSize characters of all keys together, which is what the memory of a plan grows with */
export function createPlanCache<V extends object>({ maxSize }: { maxSize: number }): PlanCache<V> {
  const kept = new LRUCache<string, V>({ maxSize, sizeCalculation: (_value, key) => key.length + MIN_SIZE });
  const making = new Map<string, Promise<V>>();
  return {
    get(key, make) {
      const known = kept.get(key) ?? making.get(key);
      if (known) return known;
      const made = make().finally(() => making.delete(key));
      making.set(key, made);
      made.then(
        (value) => kept.set(key, value),
        () => undefined,
      );
      return made;
    },
  };
}

/** A plan of few characters takes some memory too. */
const MIN_SIZE = 500;
