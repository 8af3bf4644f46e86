import { AsyncResource } from 'node:async_hooks';
import { AppError, SAFE_MESSAGES } from '../errors/app-error.ts';
import type { Logger } from './log.ts';

/** A value of another service or database that is loaded in the background, ahead of need: requests do not wait for it. */
export interface Refreshed<T> {
  /**
   * The value loaded last, however old. Only before the first one it waits for a load under way (`waitMs` at most), and
   * throws why there is none.
   */
  get(): Promise<T>;
  /**
   * For whoever misses something in the value: loads out of turn, unless a load began less than `onDemandMs` ago, and
   * waits for it (`waitMs` at most). False where the last load failed or has not ended: what is missing may be there.
   */
  refresh(): Promise<boolean>;
  stop(): void;
}

export interface RefreshedOptions<T> {
  /** For the log, such as "the keys of users". */
  readonly what: string;
  readonly load: (signal: AbortSignal) => Promise<T>;
  readonly log: Logger;
  /** From the end of one load to the begin of the next. */
  readonly everyMs: number;
  /** How long one load may take. */
  readonly deadlineMs: number;
  /** How long one caller waits at most. */
  readonly waitMs: number;
  readonly onDemandMs: number;
  /** After a failure, and at most after many in a row: twice as long each time. */
  readonly retryMs: { readonly first: number; readonly most: number };
}

/** Begins with the first load at once. There is never more than one load under way. */
export function createRefreshed<T>(o: RefreshedOptions<T>): Refreshed<T> {
  const stopped = new AbortController();
  let held: { readonly value: T } | undefined;
  let loading: Promise<void> | undefined;
  let failure: Error | undefined;
  let failures = 0;
  let began = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  async function loadOnce(): Promise<void> {
    clearTimeout(timer);
    began = performance.now();
    try {
      held = { value: await withDeadline(o.load, o.deadlineMs, stopped.signal) };
      failures = 0;
    } catch (err) {
      failure = err instanceof Error ? err : new Error(String(err));
      failures += 1;
      if (!stopped.signal.aborted) o.log.warn({ err, failures }, `${o.what} could not be loaded; trying again`);
    }
    loading = undefined;
    if (stopped.signal.aborted) return;
    const pause = failures === 0 ? o.everyMs : Math.min(o.retryMs.first * 2 ** (failures - 1), o.retryMs.most);
    timer = setTimeout(() => void load(), pause);
    timer.unref();
  }
  // A load that a request causes, and all that follow from it, are no part of that request.
  const load = AsyncResource.bind((): Promise<void> => (loading ??= loadOnce()));

  const wait = (): Promise<void> => (loading ? atMost(loading, o.waitMs) : Promise.resolve());
  void load();

  return {
    async get() {
      if (!held) await wait();
      if (held) return held.value;
      throw failure ?? new AppError('TIMEOUT', SAFE_MESSAGES.timeout);
    },
    async refresh() {
      if (!loading && performance.now() - began >= o.onDemandMs) void load();
      await wait();
      return failures === 0 && !loading;
    },
    stop() {
      stopped.abort(new Error('stopped'));
      clearTimeout(timer);
    },
  };
}

/** Whatever `load` makes of its signal: it ends with it. */
async function withDeadline<T>(
  load: (signal: AbortSignal) => Promise<T>,
  deadlineMs: number,
  stopped: AbortSignal,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new AppError('TIMEOUT', SAFE_MESSAGES.timeout)), deadlineMs);
  timer.unref();
  const signal = AbortSignal.any([late.signal, stopped]);
  try {
    return await new Promise<T>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      load(signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

async function atMost(promise: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
