const waiting = new Set<() => Promise<void>>();

/** Drops what the test file made and has not dropped itself. */
export async function dropWhatIsLeft(): Promise<void> {
  const results = await Promise.allSettled([...waiting].map((drop) => drop()));
  const reasons = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  if (reasons.length > 0) throw new AggregateError(reasons, 'could not drop what the tests made');
}

/** Has it run once: when called, or else after the test file's last test and its own afterAll hooks. */
export function afterwards(drop: () => Promise<void>): () => Promise<void> {
  let dropping: Promise<void> | undefined;
  const once = () => {
    waiting.delete(once);
    return (dropping ??= drop());
  };
  waiting.add(once);
  return once;
}
