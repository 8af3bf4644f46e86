/**
 * Hands what comes from `source` to `write`, `size` at a time. While a batch is being written the next one is gathered;
 * when that is full too, nothing more is taken from the source: two batches are the most that is ever in memory.
 * Batches are written one after the other. Once `stop` is raised the batch under way, and no other, is finished.
 */
export async function writeInBatches<T>(
  source: AsyncIterable<T>,
  o: { size: number; write: (batch: T[]) => Promise<void>; stop?: AbortSignal | undefined },
): Promise<void> {
  let batch: T[] = [];
  let writing = Promise.resolve();
  try {
    for await (const one of source) {
      if (o.stop?.aborted === true) return;
      batch.push(one);
      if (batch.length < o.size) continue;
      await writing;
      writing = o.write(batch);
      // It is awaited below; until then its failure is nobody's surprise.
      writing.catch(() => undefined);
      batch = [];
    }
    await writing;
    if (batch.length > 0 && o.stop?.aborted !== true) await o.write(batch);
  } finally {
    await writing;
  }
}
