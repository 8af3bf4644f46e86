import { AppError, SAFE_MESSAGES } from '../errors/app-error.ts';

/**
 * Waits for `work` for `ms` at most, or until `signal` is raised. The signal that `work` receives is raised at that
 * moment too; work that ignores it goes on unobserved.
 * @throws what `work` throws; the signal's reason; after `ms` what `late` throws, TIMEOUT by default
 */
export async function withDeadline<T, L = never>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, signal, late = timedOut }: { ms: number; signal?: AbortSignal; late?: () => L },
): Promise<T | L> {
  const expired = new AbortController();
  const ended = signal ? AbortSignal.any([expired.signal, signal]) : expired.signal;
  const timer = setTimeout(() => expired.abort(), ms);
  let onEnd: (() => void) | undefined;
  try {
    return await new Promise<T | L>((resolve, reject) => {
      onEnd = () => {
        if (signal?.aborted) return reject(signal.reason as Error);
        // Within a then, what `late` throws rejects as well.
        Promise.resolve().then(late).then(resolve, reject);
      };
      ended.addEventListener('abort', onEnd, { once: true });
      if (ended.aborted) onEnd();
      work(ended).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    if (onEnd) ended.removeEventListener('abort', onEnd);
  }
}

function timedOut(): never {
  throw new AppError('TIMEOUT', SAFE_MESSAGES.timeout);
}
