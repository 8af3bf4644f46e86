import DataLoader from 'dataloader';

/**
 * A DataLoader for one request: all keys asked for in one tick are loaded by one call of `load`, each of them once.
 * `load` answers with a map by `keyOf(key)` (the key as a string); what it lacks is null.
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
