import {
  ANSWER_LIMITS,
  ANSWER_LIMITS_HEADER,
  AppError,
  type Logger,
  type SubgraphRequest,
  TIMEOUT_HEADER,
  VIEWER_HEADER,
  type Viewer,
  counterNamed,
} from '@quartet/service-kit';
import { type ExecutionResult, OperationTypeNode, getOperationAST, parse } from 'graphql';
import { runInParts } from '../executor/entity-parts.ts';
import { Cancellation } from './cancellation.ts';
import { post } from './post.ts';
import { WrongAnswer, readAnswer } from './read-answer.ts';
import { type Replica, createReplicas } from './replicas.ts';
import { createSuspendedOperations } from '../executor/suspended-operations.ts';
import { type Transport, type TransportRequest, bodyOf } from './transport.ts';

const DEFAULT_TIMEOUT_MS = 8_000;

/** The replica took nothing: it can be asked again anywhere, whatever the operation. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Nothing broke: the replica was too slow, and the time is up. */
const TOO_SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
/** A replica that answers so is on its way up or down, or what stands before it is. */
const AWAY = new Set([502, 503, 504]);

const TOO_LARGE = 'This part of the answer is too large: ask for less at once';

type Outcome = 'answered' | 'failed' | 'given_up';

/**
 * Reaches a subgraph over HTTP, at any of its replicas. Where one cannot be connected to, the next is asked. Where it
 * breaks off later, a query is sent once more, a mutation never: it may have been done. An operation at which two
 * replicas broke off is refused for a minute. Throws where no answer came of it; the caller makes a fault of that, so
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
  /** An answer is read no further than this. */
  maxAnswerBytes?: number;
}): Transport & { close(): Promise<void> } {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const replicas = createReplicas({
    urls: options.urls,
    ...(options.below !== undefined && { below: options.below }),
    timeoutMs,
    maxAnswerBytes: options.maxAnswerBytes ?? ANSWER_LIMITS.bytes,
  });
  const { sign } = options;
  const suspended = createSuspendedOperations();
  const count = callCounters(options.name);

  async function run(request: TransportRequest): Promise<ExecutionResult> {
    const headers = sign
      ? {
          ...request.headers,
          'content-type': 'application/json',
          [VIEWER_HEADER]: await sign(request.viewer, options.name),
          ...(request.limits && { [ANSWER_LIMITS_HEADER]: `${request.limits.values} ${request.limits.bytes}` }),
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
    let failure: unknown;
    let sentBefore = false;
    for (const [i, replica] of tries.entries()) {
      suspended.check(body);
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
          throw error;
        }
        if (!isReplicasFault(error)) throw error;
        replicas.failed(replica);
        if (isBreak(error)) suspended.broke(body, { replica: replica.url, sentAt });
        const unsent = isNotConnected(error);
        const again = unsent || (!sentBefore && !TOO_SLOW.has(codeOf(error)) && isQuery(request));
        if (i + 1 === tries.length || !again) throw error;
        sentBefore ||= !unsent;
        count.retry();
        options.log.warn(
          { requestId: request.requestId, subgraph: options.name, replica: replica.url, err: error },
          'asking another replica',
        );
      }
    }
    throw failure;
  }

  return {
    async execute(given) {
      const request = given.cancellation ? given : { ...given, cancellation: Cancellation.of(given.signal) };
      try {
        const result = await runInParts(request, run);
        count.call('answered');
        return result;
      } catch (error) {
        count.call(isGivenUp(request) ? 'given_up' : 'failed');
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
  return readAnswer(posted);
}

const isGivenUp = ({ cancellation }: TransportRequest): boolean => cancellation?.isOver === true;

/** False for answers that another replica would give as well. */
function isReplicasFault(error: unknown): boolean {
  if (error instanceof WrongAnswer) return AWAY.has(error.status);
  return !(error instanceof AppError);
}

/** The connection broke after the operation was sent. */
function isBreak(error: unknown): boolean {
  return !(error instanceof WrongAnswer) && !isNotConnected(error) && !TOO_SLOW.has(codeOf(error));
}

function isNotConnected(error: unknown): boolean {
  const inConnecting = error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  return inConnecting || NOT_CONNECTED.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Looked at only after a failure, so that no call pays for it. */
function isQuery({ query, operationName }: SubgraphRequest): boolean {
  try {
    return getOperationAST(parse(query, { noLocation: true }), operationName)?.operation === OperationTypeNode.QUERY;
  } catch {
    return false;
  }
}

function callCounters(subgraph: string) {
  const calls = counterNamed({
    name: 'quartet_subgraph_calls_total',
    help: 'Calls of subgraphs over HTTP, by what became of them',
    labelNames: ['subgraph', 'outcome'],
  });
  const retries = counterNamed({
    name: 'quartet_subgraph_retries_total',
    help: 'Calls that were sent again to another replica',
    labelNames: ['subgraph'],
  });
  return {
    call: (outcome: Outcome) => calls.inc({ subgraph, outcome }),
    retry: () => retries.inc({ subgraph }),
  };
}
