import { AppError, type Logger, type SubgraphRequest } from '@quartet/service-kit';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { Cancellation } from './cancellation.ts';

/** A request of a subgraph as the executor makes it. */
export interface TransportRequest extends SubgraphRequest {
  /** Of variables that are lists: the JSON of each element, where it is known already. */
  readonly texts?: Readonly<Record<string, readonly string[]>>;
  /** Asked before it is sent: a mutation that has waited until its client was gone does not begin. Default: it may. */
  readonly mayBegin?: () => boolean;
  /** Says what `signal` says. */
  readonly cancellation?: Cancellation;
}

/** How the router reaches a subgraph. In one process it is the subgraph itself. */
export interface Transport {
  execute(request: TransportRequest): Promise<ExecutionResult>;
}

/** The request as JSON. */
export function bodyOf({ query, operationName, variables, texts }: TransportRequest): string {
  if (!texts || !variables) return JSON.stringify({ query, operationName, variables });
  const members: string[] = [];
  for (const name of Object.keys(variables)) {
    const elements = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (!elements && variables[name] === undefined) continue;
    const value = elements ? `[${elements.join(',')}]` : JSON.stringify(variables[name]);
    members.push(`${JSON.stringify(name)}:${value}`);
  }
  const named = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`;
  return `{"query":${JSON.stringify(query)}${named},"variables":{${members.join(',')}}}`;
}

const TOO_SLOW = { code: 'TIMEOUT', message: 'This part of the answer took too long' };
/** What is said of a mutation that was not sent any more. */
export const NOT_BEGUN = 'This was not begun, because the request was over';
/** What is said of a part whose subgraph gave no answer that can be used. */
export const AWAY = { code: 'SERVICE_UNAVAILABLE', message: 'This part of the answer is not available right now' };

/**
 * One call of a subgraph that ends within `timeoutMs`, or when the request's own signal ends it, and never throws: the
 * result of a call that failed has one error without a path and no data.
 */
export function callSubgraph(options: {
  name: string;
  transport: Transport;
  request: TransportRequest;
  timeoutMs: number;
  log: Logger;
}): Promise<ExecutionResult> {
  const { name, transport, request, timeoutMs, log } = options;
  const outer = request.signal;
  const cancellation = new Cancellation();
  const endsAt = Math.min(performance.now() + timeoutMs, request.endsAt ?? Infinity);
  return new Promise((resolve) => {
    const finish = (result: ExecutionResult) => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const giveUp = () => {
      cancellation.end(outer?.reason);
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
      .then(() => transport.execute(cancellable({ ...request, endsAt, cancellation }, cancellation)))
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

/** With a signal that is made when it is first read. */
function cancellable(request: TransportRequest, cancellation: Cancellation): TransportRequest {
  return Object.defineProperty(request, 'signal', { get: () => cancellation.signal, enumerable: true });
}

function failure(fault: { code: string; message: string }): ExecutionResult {
  return { errors: [new GraphQLError(fault.message, { extensions: { code: fault.code } })] };
}
