import { AppError, SAFE_MESSAGES } from '../errors/app-error.ts';

/**
 * Waits for `work` for at most `ms`, or until `signal` is raised. The signal that `work` receives is then raised too;
 * work that ignores it continues unobserved.
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
        // An error that `late` throws rejects the promise.
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
