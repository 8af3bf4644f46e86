import { AppError, type Logger, type SubgraphRequest } from '@quartet/service-kit';
import { type ExecutionResult, GraphQLError } from 'graphql';

/** How the router reaches a subgraph. In one process it is the subgraph itself. */
export interface Transport {
  execute(request: SubgraphRequest): Promise<ExecutionResult>;
}

const TOO_SLOW = { code: 'TIMEOUT', message: 'This part of the answer took too long' };
/** What is said of a part whose subgraph gave no answer that can be used. */
export const AWAY = { code: 'SERVICE_UNAVAILABLE', message: 'This part of the answer is not available right now' };

/**
 * One call of a subgraph that ends within `timeoutMs`, or when the request's own signal ends it, and never throws: the
 * result of a call that failed has one error without a path and no data.
 */
export function callSubgraph(options: {
  name: string;
  transport: Transport;
  request: SubgraphRequest;
  timeoutMs: number;
  log: Logger;
}): Promise<ExecutionResult> {
  const { name, transport, request, timeoutMs, log } = options;
  const outer = request.signal;
  const inner = new AbortController();
  const endsAt = Math.min(performance.now() + timeoutMs, request.endsAt ?? Infinity);
  return new Promise((resolve) => {
    const finish = (result: ExecutionResult) => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const giveUp = () => {
      inner.abort(outer?.reason);
      log.warn({ requestId: request.requestId, subgraph: name }, 'subgraph gave no answer in time');
      finish(failure(TOO_SLOW));
    };
    const timer = setTimeout(giveUp, timeoutMs);
    outer?.addEventListener('abort', giveUp, { once: true });
    if (outer?.aborted) {
      giveUp();
      return;
    }
    // Starting within then() also catches a transport that throws before it returns a promise.
    Promise.resolve()
      .then(() => transport.execute({ ...request, signal: inner.signal, endsAt }))
      .then(
        (result: ExecutionResult | null) => finish(result ?? failure(AWAY)),
        (error: unknown) => {
          log.warn({ requestId: request.requestId, subgraph: name, err: error }, 'subgraph could not be reached');
          // The message of an AppError is made for clients.
          finish(failure(error instanceof AppError ? error : AWAY));
        },
      );
  });
}

function failure(fault: { code: string; message: string }): ExecutionResult {
  return { errors: [new GraphQLError(fault.message, { extensions: { code: fault.code } })] };
}
