import DataLoader from 'dataloader';

/**
 * A DataLoader for one request: one call of `load` loads all keys of a tick, each of them once. `load` returns a map by
 * `keyOf(key)` (the key as a string); keys that it lacks are null.
 */
export function batchLoader<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<string, V>>,
  keyOf: (key: K) => string = String,
): DataLoader<K, V | null, string> {
  return new DataLoader<K, V | null, string>(
    async (keys) => {
      const found = await load(keys);
      return keys.map((key) => found.get(keyOf(key)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
}
