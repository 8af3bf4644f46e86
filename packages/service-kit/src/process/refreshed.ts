import { AsyncResource } from 'node:async_hooks';
import { AppError, SAFE_MESSAGES } from '../errors/app-error.ts';
import { withDeadline } from './deadline.ts';
import type { Logger } from './log.ts';
import { backoffMs } from './pause.ts';

/** A value of another service or database that is loaded in the background, so that requests do not wait for it. */
export interface Refreshed<T> {
  /**
   * The value loaded last, however old. Only before the first load has finished does it wait, `waitMs` at most.
   * @throws the error of the last load, where no load has succeeded yet
   */
  get(): Promise<T>;
  /**
   * For a caller that misses something in the value: loads out of turn, unless a load began less than `onDemandMs` ago,
   * and waits for it, `waitMs` at most. False where the last load failed or has not ended: the missing part may exist.
   */
  refresh(): Promise<boolean>;
  stop(): void;
}

export interface RefreshedOptions<T> {
  /** For the log, such as "the keys of users". */
  readonly what: string;
  readonly load: (signal: AbortSignal) => Promise<T>;
  readonly log: Logger;
  /** From the end of one load to the start of the next. */
  readonly everyMs: number;
  /** How long one load may take. */
  readonly deadlineMs: number;
  /** The longest wait of a caller. */
  readonly waitMs: number;
  readonly onDemandMs: number;
  /** The wait after a failure, which doubles with each further one up to `most`. */
  readonly retryMs: { readonly first: number; readonly most: number };
}

/** Starts the first load at once. Only one load is under way at a time. */
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
      held = { value: await withDeadline(o.load, { ms: o.deadlineMs, signal: stopped.signal }) };
      failures = 0;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      failures += 1;
      if (!stopped.signal.aborted) o.log.warn({ err: error, failures }, `${o.what} could not be loaded; it is retried`);
    }
    loading = undefined;
    if (stopped.signal.aborted) return;
    const { first: firstMs, most: maxMs } = o.retryMs;
    const pauseMs = failures === 0 ? o.everyMs : backoffMs(failures - 1, { firstMs, maxMs });
    timer = setTimeout(() => void load(), pauseMs);
    timer.unref();
  }
  // Detached from the request that causes a load, since later loads follow from it.
  const load = AsyncResource.bind((): Promise<void> => (loading ??= loadOnce()));

  async function wait(): Promise<void> {
    const current = loading;
    if (current) await withDeadline(() => current, { ms: o.waitMs, late: () => undefined });
  }
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
