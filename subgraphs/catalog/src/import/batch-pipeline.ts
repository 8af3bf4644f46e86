/** While the database inserts one batch, the next one is checked and sent. */
const AT_ONCE = 2;

interface UnderWay {
  keys: ReadonlySet<string>;
  finished: Promise<void>;
}

/**
 * Hands what comes from `source` to `write`, `size` at a time. Two batches are written at once, but never two with the
 * same key among them; `done` is told of each in the order of the source, once it and all before it are written.
 * Meanwhile the next batch is gathered; when that is full too, nothing more is taken from the source: three batches are
 * the most that is ever in hand. Once `stop` is raised the batches under way, and no others, are finished.
 */
export async function writeInBatches<T, R>(
  source: AsyncIterable<Iterable<T>>,
  o: {
    size: number;
    /** What must not be written twice at once; null: nothing. */
    keyOf: (one: T) => string | null;
    write: (batch: readonly T[]) => Promise<R>;
    done: (batch: readonly T[], result: R) => Promise<void>;
    stop?: AbortSignal | undefined;
  },
): Promise<void> {
  const underWay: UnderWay[] = [];
  const begin = async (batch: readonly T[]): Promise<void> => {
    const keys = new Set(batch.flatMap((one) => o.keyOf(one) ?? []));
    const meets = (other: UnderWay): boolean => [...keys].some((key) => other.keys.has(key));
    while (underWay.length >= AT_ONCE || underWay.some(meets)) {
      await underWay[0]?.finished;
      underWay.shift();
    }
    // It may have been raised while this one waited.
    if (o.stop?.aborted === true) return;
    const before = underWay.at(-1)?.finished;
    const writing = o.write(batch);
    const finished = Promise.all([writing, before]).then(([result]) => o.done(batch, result));
    // It is awaited below; until then its failure is nobody's surprise.
    finished.catch(() => undefined);
    underWay.push({ keys, finished });
  };

  let batch: T[] = [];
  const gatherAndWrite = async (): Promise<void> => {
    for await (const some of source) {
      for (const one of some) {
        if (o.stop?.aborted === true) return;
        batch.push(one);
        if (batch.length < o.size) continue;
        const full = batch;
        batch = [];
        await begin(full);
      }
    }
    if (batch.length > 0) await begin(batch);
  };
  try {
    await gatherAndWrite();
    for (const { finished } of underWay) await finished;
  } finally {
    await Promise.allSettled(underWay.map(({ finished }) => finished));
  }
}
