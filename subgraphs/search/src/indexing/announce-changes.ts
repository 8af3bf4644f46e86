import { type Generations, type Logger, type Worker, pause, toAppError } from '@quartet/service-kit';
import type { Db } from '../database.ts';

const EVERY_MS = 1_000;
const RETRY_MS = 1_000;

/** Tells the router's entity cache what was written to the index. */
export interface Announcements extends Worker {
  /** These parts of the index were written: their tags are raised as soon as it can be found. */
  written(tags: readonly string[]): void;
}

/**
 * Makes what was written searchable, and raises its tags after that: an answer that is fetched before would put the old state
 * back. Once a second at most, however much is written. A process that ends before leaves it to the next one, which raises
 * everything when it starts.
 */
export function startAnnouncing({
  db,
  generations,
  log,
  everyMs = EVERY_MS,
}: {
  db: Db;
  generations: Generations;
  log: Logger;
  everyMs?: number;
}): Announcements {
  const stopping = new AbortController();
  const waiting = new Set<string>();
  let wake: () => void = () => undefined;
  const woken = () => new Promise<void>((resolve) => (wake = resolve));
  const running = run();

  async function run(): Promise<void> {
    await generations.raiseAll();
    for (;;) {
      if (waiting.size === 0) {
        if (stopping.signal.aborted) return;
        await woken();
        continue;
      }
      const done = await announce();
      // What is left when the process ends is raised by the next one.
      if (!done && stopping.signal.aborted) return;
      await pause(done ? everyMs : RETRY_MS, stopping.signal);
    }
  }

  async function announce(): Promise<boolean> {
    const tags = [...waiting];
    waiting.clear();
    try {
      await db.client.indices.refresh({ index: db.names.products });
      await generations.raise(tags);
      return true;
    } catch (error) {
      log.debug({ err: toAppError(error) }, 'the search index could not be refreshed: tried again');
      for (const tag of tags) waiting.add(tag);
      return false;
    }
  }

  return {
    name: 'announcements of the search index',
    written(tags) {
      for (const tag of tags) waiting.add(tag);
      wake();
    },
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}
