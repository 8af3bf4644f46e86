import { setTimeout as delay } from 'node:timers/promises';
import {
  ANSWER_LIMITS,
  ANSWER_LIMITS_HEADER,
  AppError,
  CACHE_TAGS_HEADER,
  type Logger,
  type SubgraphRequest,
  TIMEOUT_HEADER,
  VIEWER_HEADER,
  type Viewer,
} from '@quartet/service-kit';
import { type ExecutionResult, OperationTypeNode, getOperationAST, parse } from 'graphql';
import { runInParts } from '../executor/entity-parts.ts';
import { createBulkhead } from './bulkhead.ts';
import { callCounters } from './call-counters.ts';
import { NOT_SENT, codeOf, isBreak, isNotConnected, isReplicasFault, isTooSlow } from './call-failures.ts';
import { Cancellation } from './cancellation.ts';
import { post } from './post.ts';
import { WrongAnswer, readAnswer } from './read-answer.ts';
import { type Replica, createReplicas } from './replicas.ts';
import { retryAfterMs } from './retry-after.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createSuspendedOperations } from '../executor/suspended-operations.ts';
import { AWAY, NOT_BEGUN, type Transport, type TransportRequest, bodyOf } from './transport.ts';

const DEFAULT_TIMEOUT_MS = 8_000;

const DEFAULT_MAX_CALLS = 64;
const DEFAULT_MAX_WAITING = 4_000;

const TOO_LARGE = 'This part of the answer is too large: ask for less at once';

/** Before a query is sent again, at random up to this: replicas that come back are not asked by all at once. */
const JITTER_MS = 50;
/** A replica that asks to be left alone for longer is not waited for. */
const MAX_WAIT_MS = 1_000;
const NOBODY = 'no replica is asked at the moment: each has failed several times in a row';

/**
 * Reaches a subgraph over HTTP, at any of its replicas. Where one cannot be connected to, the next is asked. Where it
 * breaks off later, a query is sent once more, as long as the retries' budget lasts, a mutation never: it may have been done. An
 * operation at which two replicas broke off is refused for a minute. A replica that failed several times in a row is not
 * asked for a moment, and so many calls run at once, so many wait: more than that fail at once. Throws where no answer came of it; the caller makes a fault of that, so
 * that no message but that of an AppError leaves. What is left of the request's time, or else `timeoutMs` (8 s), is told to
 * the subgraph as its deadline.
 */
export function createHttpTransport(options: {
  name: string;
  urls: readonly string[];
  /** Where GraphQL is below the URLs. Default: they are GraphQL's own. */
  below?: string;
  /** For a subgraph of ours: it learns who asks, how long the router waits and how large the answer may be. Default: none. */
  sign?: (viewer: Viewer, audience: string) => Promise<string>;
  log: Logger;
  timeoutMs?: number;
  /** Of each replica at once. Default: 64. */
  maxCalls?: number;
  /** Of the subgraph, that wait for one of those to end. Default: 4,000. */
  maxWaiting?: number;
  /** An answer is read no further than this. */
  maxAnswerBytes?: number;
}): Transport & { close(): Promise<void> } {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const count = callCounters(options.name);
  const maxCalls = options.maxCalls ?? DEFAULT_MAX_CALLS;
  const bulkhead = createBulkhead({
    calls: maxCalls * options.urls.length,
    waiting: options.maxWaiting ?? DEFAULT_MAX_WAITING,
  });
  const budget = createRetryBudget();
  const replicas = createReplicas({
    urls: options.urls,
    connections: maxCalls,
    onOpen(replica) {
      count.circuitOpened();
      options.log.warn({ subgraph: options.name, replica }, 'a replica keeps failing and is not asked for a moment');
    },
    ...(options.below !== undefined && { below: options.below }),
    timeoutMs,
    maxAnswerBytes: options.maxAnswerBytes ?? ANSWER_LIMITS.bytes,
  });
  const { sign } = options;
  const suspended = createSuspendedOperations();

  async function run(request: TransportRequest): Promise<ExecutionResult> {
    const headers = sign
      ? {
          ...request.headers,
          'content-type': 'application/json',
          [VIEWER_HEADER]: await sign(request.viewer, options.name),
          ...(request.limits && { [ANSWER_LIMITS_HEADER]: `${request.limits.values} ${request.limits.bytes}` }),
          ...(request.cacheTags && { [CACHE_TAGS_HEADER]: '1' }),
          'x-request-id': request.requestId,
        }
      : { ...request.headers, 'content-type': 'application/json', accept: 'application/json' };
    const endsAt = request.endsAt ?? performance.now() + timeoutMs;
    const timeLeft = () => ({ [TIMEOUT_HEADER]: String(Math.max(1, Math.ceil(endsAt - performance.now()))) });
    const body = bodyOf(request);
    const inOrder = replicas.inOrder();
    const [only] = inOrder;
    // A single replica may have closed a kept-alive connection at that very moment: a new one helps.
    const tries = only && inOrder.length === 1 ? [only, only] : inOrder;
    budget.earn();
    let failure: unknown;
    let isAsked = false;
    let sentBefore = false;
    for (const [i, replica] of tries.entries()) {
      if (request.mayBegin?.() === false) throw new AppError('TIMEOUT', NOT_BEGUN);
      suspended.check(body);
      if (!replica.circuit.enter()) continue;
      isAsked = true;
      const sentAt = performance.now();
      try {
        const result = await ask(replica, {
          headers: { ...headers, ...(sign && timeLeft()) },
          body,
          cancellation: request.cancellation,
        });
        replicas.answered(replica);
        suspended.answered(body);
        return result;
      } catch (error) {
        failure = error;
        if (isGivenUp(request)) {
          // Not one word in all that time: it hangs, or the way to it is blocked.
          if (performance.now() - sentAt > timeoutMs / 2) replicas.failed(replica);
          else replica.circuit.left();
          throw error;
        }
        if (!isReplicasFault(error)) {
          replicas.answered(replica);
          throw error;
        }
        const restMs = error instanceof WrongAnswer ? (error.retryAfterMs ?? 0) : 0;
        replicas.failed(replica, restMs);
        if (isBreak(error)) suspended.broke(body, { replica: replica.url, sentAt });
        const next = tries[i + 1];
        if (next === undefined) throw error;
        if (!isNotConnected(error)) {
          // It may have done it, or is doing it.
          if (sentBefore || isTooSlow(error) || !isQuery(request)) throw error;
          const waitMs = Math.random() * JITTER_MS + (next === replica ? restMs : 0);
          if (waitMs > Math.min(MAX_WAIT_MS, endsAt - performance.now())) throw error;
          if (!budget.take()) {
            count.retryWithheld();
            throw error;
          }
          sentBefore = true;
          await delay(waitMs);
          if (isGivenUp(request)) throw error;
        }
        count.retry();
        options.log.warn(
          { requestId: request.requestId, subgraph: options.name, replica: replica.url, err: error },
          'asking another replica',
        );
      }
    }
    if (!isAsked) {
      throw new AppError('SERVICE_UNAVAILABLE', AWAY.message, { details: { kind: NOT_SENT }, cause: NOBODY });
    }
    throw failure;
  }

  async function runInTurn(request: TransportRequest): Promise<ExecutionResult> {
    const turn = bulkhead.enter(request.cancellation);
    if (turn) await turn;
    try {
      return await run(request);
    } finally {
      bulkhead.leave();
    }
  }

  return {
    async execute(given) {
      const request = given.cancellation ? given : { ...given, cancellation: Cancellation.of(given.signal) };
      try {
        const result = await runInParts(request, runInTurn);
        count.call('answered');
        return result;
      } catch (error) {
        const wasRefused = error instanceof AppError && error.details['kind'] === NOT_SENT;
        count.call(isGivenUp(request) ? 'given_up' : wasRefused ? 'refused' : 'failed');
        throw error;
      }
    },
    close: () => replicas.close(),
  };
}

async function ask(
  replica: Replica,
  options: { headers: Record<string, string>; body: string; cancellation: Cancellation | undefined },
): Promise<ExecutionResult> {
  const posted = await post(replica.pool, { path: replica.path, ...options }).catch((error: unknown) => {
    throw codeOf(error) === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? new AppError('ANSWER_TOO_LARGE', TOO_LARGE) : error;
  });
  if (posted.status === 401 && VIEWER_HEADER in options.headers)
    throw new WrongAnswer(401, 'the viewer was refused; is VIEWER_SECRET the same everywhere?');
  try {
    return readAnswer(posted);
  } catch (error) {
    if (error instanceof WrongAnswer) error.retryAfterMs = retryAfterMs(posted.retryAfter);
    throw error;
  }
}

const isGivenUp = ({ cancellation }: TransportRequest): boolean => cancellation?.isOver === true;

/** Looked at only after a failure, so that no call pays for it. */
function isQuery({ query, operationName }: SubgraphRequest): boolean {
  try {
    return getOperationAST(parse(query, { noLocation: true }), operationName)?.operation === OperationTypeNode.QUERY;
  } catch {
    return false;
  }
}
