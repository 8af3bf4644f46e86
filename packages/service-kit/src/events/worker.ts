/** A background task: a relay, a consumer loop, a timer. */
export interface Worker {
  name: string;
  /** Finishes the current work and starts nothing new. Never rejects. */
  stop(): Promise<void>;
}

/** How long workers may take to finish. A process has ten seconds to stop, and needs some of them for other things. */
const GRACE_MS = 4_000;

/**
 * Stops workers. A database that does not answer delays them by four seconds at most: then `cutOff` closes their
 * connections, and every wait for an answer fails.
 */
export async function stopWorkers(workers: readonly Worker[], o: { cutOff: () => void }): Promise<void> {
  const late = setTimeout(o.cutOff, GRACE_MS);
  await Promise.all(workers.map((worker) => worker.stop())).finally(() => clearTimeout(late));
}
