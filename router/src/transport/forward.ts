import type { Logger, RawAnswer, RawRequest, RawRoute } from '@quartet/service-kit';
import { z } from 'zod';

/** What the way to a replica needs itself, and what must not be told from outside. */
const NOT_FORWARDED =
  /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade|x-quartet-.*)$/;
const AWAY: RawAnswer = {
  status: 503,
  message: 'This part of the shop is not available right now; please send it again',
};

const answerSchema = z.object({ message: z.string() }).catch({ message: '' });

/**
 * Passes a webhook on to a subgraph as it came, at any of its replicas. One that fails is followed by the next: an event that
 * arrives twice is known by its id.
 */
export function forwardRaw(
  route: Pick<RawRoute, 'path' | 'maxBytes' | 'deadlineMs'>,
  { urls, log }: { urls: readonly string[]; log: Logger },
): RawRoute {
  let turn = 0;
  return {
    ...route,
    async handle(request) {
      const start = turn++ % urls.length;
      const inOrder = [...urls.slice(start), ...urls.slice(0, start)];
      // A replica that hangs must leave time for the next one.
      const share = route.deadlineMs / (inOrder.length + 1);
      for (const url of inOrder) {
        try {
          const answer = await send(url + pathOf(route.path, request.params), request, Math.max(share, 400));
          if (answer.status < 500) return answer;
        } catch (error) {
          log.warn({ requestId: request.requestId, replica: url, err: error }, 'a webhook could not be passed on');
        }
        if (request.signal.aborted) break;
      }
      return AWAY;
    },
  };
}

async function send(url: string, request: RawRequest, timeoutMs: number): Promise<RawAnswer> {
  const headers = new Headers({ 'x-request-id': request.requestId });
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !NOT_FORWARDED.test(name)) headers.set(name, String(value));
  }
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
  const response = await fetch(url, { method: 'POST', headers, body: request.body, signal, redirect: 'error' });
  const { message } = answerSchema.parse(await response.json().catch(() => undefined));
  return { status: response.status, message };
}

function pathOf(pattern: string, params: RawRequest['params']): string {
  return pattern.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
}
