/** While the database inserts one batch, the next one is checked and sent. */
const CONCURRENCY = 2;

interface Running {
  keys: ReadonlySet<string>;
  finished: Promise<void>;
}

/**
 * Writes the items of `source` in batches of `size`. Two batches are written at the same time, but never two that share a
 * key; `done` is called for each in the order of the source, once it and all before it are written. The next batch is
 * collected in the meantime, and when it is full, reading pauses: at most three batches are in memory. Once `stop` is
 * raised, the batches that are being written are finished, and no others begin.
 */
export async function writeInBatches<T, R>(
  source: AsyncIterable<Iterable<T>>,
  {
    size,
    keyOf,
    write,
    done,
    stop,
  }: {
    size: number;
    /** Items with the same key are not written at the same time; null: no key. */
    keyOf: (item: T) => string | null;
    write: (batch: readonly T[]) => Promise<R>;
    done: (batch: readonly T[], result: R) => Promise<void>;
    stop?: AbortSignal | undefined;
  },
): Promise<void> {
  const running: Running[] = [];
  const begin = async (batch: readonly T[]): Promise<void> => {
    const keys = new Set(batch.flatMap((item) => keyOf(item) ?? []));
    const overlaps = (other: Running): boolean => [...keys].some((key) => other.keys.has(key));
    while (running.length >= CONCURRENCY || running.some(overlaps)) {
      await running[0]?.finished;
      running.shift();
    }
    // It may have been raised while this batch waited.
    if (stop?.aborted === true) return;
    const before = running.at(-1)?.finished;
    const writing = write(batch);
    const finished = Promise.all([writing, before]).then(([result]) => done(batch, result));
    // It is awaited below; until then its failure must not count as unhandled.
    finished.catch(() => undefined);
    running.push({ keys, finished });
  };

  let batch: T[] = [];
  const collectAndWrite = async (): Promise<void> => {
    for await (const items of source) {
      for (const item of items) {
        if (stop?.aborted === true) return;
        batch.push(item);
        if (batch.length < size) continue;
        const full = batch;
        batch = [];
        await begin(full);
      }
    }
    if (batch.length > 0) await begin(batch);
  };
  try {
    await collectAndWrite();
    for (const { finished } of running) await finished;
  } finally {
    await Promise.allSettled(running.map(({ finished }) => finished));
  }
}
