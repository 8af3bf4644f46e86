import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Logger, backoffMs, messageOf } from '@quartet/service-kit';

export interface SupergraphWatch {
  stop(): Promise<void>;
}

/** So long the file may be away or unreadable before the log says so. */
const PATIENCE_MS = 5_000;
/** What was refused is tried again, since the reason may lie elsewhere. */
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;

/**
 * Offers a file's content to `take` whenever it has changed. The content is what is compared: a link that leads elsewhere, or
 * a file with an older time, is a change as well. What is being written counts when it has been the same twice in a row. A
 * file that is away for a moment changes nothing. What `take` refuses is offered again after a while, unless it changes before.
 */
export function watchSupergraph(options: {
  file: string;
  /** That was served at the start. */
  served: string;
  take: (supergraphSdl: string) => Promise<void>;
  everyMs: number;
  /** The wait before what was refused is offered again; it doubles. Default: 2 s. */
  retryMs?: number;
  log: Logger;
}): SupergraphWatch {
  const { file, everyMs, log, retryMs: firstMs = FIRST_RETRY_MS } = options;
  const stopping = new AbortController();
  let served = hashOf(options.served);
  let seen = served;
  let refused: { readonly hash: string; count: number; again: number } | undefined;
  let awaySince: number | undefined;

  async function look(): Promise<void> {
    const text = await readFile(file, 'utf8').catch((error: unknown) => away(error));
    if (text === undefined) return;
    awaySince = undefined;
    const hash = hashOf(text);
    const isSettled = hash === seen;
    seen = hash;
    if (hash === served) refused = undefined;
    else if (isSettled && (refused?.hash !== hash || performance.now() >= refused.again)) await offer(text, hash);
  }

  function away(error: unknown): undefined {
    const now = performance.now();
    awaySince ??= now;
    if (now - awaySince < PATIENCE_MS) return;
    // Once for each absence.
    awaySince = Infinity;
    const hint = 'the supergraph that was read last is served on, but a restart would fail';
    log.error({ file, reason: messageOf(error), hint }, 'the supergraph cannot be read');
  }

  async function offer(text: string, hash: string): Promise<void> {
    try {
      await options.take(text);
      served = hash;
      refused = undefined;
    } catch {
      // It has said why.
      const count = refused?.hash === hash ? refused.count + 1 : 0;
      refused = { hash, count, again: performance.now() + backoffMs(count, { firstMs, maxMs: MAX_RETRY_MS }) };
    }
  }

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look();
      await wait(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64');
