/** Something that runs beside the requests: a relay, a consumer loop, a timer. */
export interface Worker {
  name: string;
  /** Ends the work: what is in hand is finished, nothing new is begun. Never rejects. */
  stop(): Promise<void>;
}

/** So long workers finish what they have in hand. A process has ten seconds to stop, of which others need some. */
const GRACE_MS = 4_000;

/**
 * Stops workers. An engine that does not answer keeps them for four seconds at most: then `cutOff` ends their
 * connections, and what waited for an answer fails.
 */
export async function stopWorkers(workers: readonly Worker[], o: { cutOff: () => void }): Promise<void> {
  const late = setTimeout(o.cutOff, GRACE_MS);
  await Promise.all(workers.map((worker) => worker.stop())).finally(() => clearTimeout(late));
}
