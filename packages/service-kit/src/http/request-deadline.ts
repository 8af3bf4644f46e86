import type { FastifyReply } from 'fastify';

/** The one deadline of a request, from which all others derive. */
export interface RequestDeadline {
  /** Raised when the client disconnects, or at the end. */
  readonly signal: AbortSignal;
  /** The end, by the clock of `performance.now()`. */
  readonly endsAt: number;
}

export function requestDeadline(reply: FastifyReply, timeoutMs: number): RequestDeadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) controller.abort();
  });
  return { signal: controller.signal, endsAt: performance.now() + timeoutMs };
}
