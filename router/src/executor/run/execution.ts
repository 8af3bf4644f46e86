import type { Logger } from '@quartet/service-kit';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { type Transport, callSubgraph } from '../../transport/transport.ts';
import { forwardedHeaders } from '../../transport/forwarded-headers.ts';
import type { AnswerBudget } from '../answer-budget.ts';
import type { GraphRequest } from '../executor.ts';
import type { WaitingFetch } from './entity-batch.ts';
import type { Data } from './places.ts';

/** How a subgraph is reached. */
export interface Reached {
  readonly name: string;
  readonly transport: Transport;
  readonly timeoutMs: number;
  readonly log: Logger;
  /** Whether fetches of entities may travel in one request. */
  readonly merges: boolean;
  /** The client's headers that it gets. What fetches of two requests may share depends on them. */
  readonly forwards: readonly string[];
}

/** One request on its way. All its fetches put what they bring into `data`. */
export interface Execution {
  readonly request: GraphRequest;
  readonly budget: AnswerBudget;
  readonly data: Data;
  /** With paths of what was fetched, which have other names than the client's in places. */
  readonly errors: GraphQLError[];
  /** Objects of which a subgraph said without an error that it has no such entity. */
  readonly absent: Set<object>;
  /** Fetches of entities that go out together in a moment. */
  readonly waiting: Map<Reached, WaitingFetch[]>;
  /** Whether what others may see as well is taken from the cache, and kept there. */
  readonly usesCache: boolean;
  /** For how many seconds the oldest of what came from the cache may still be shared. */
  maxAge: number;
}

/** One request of a subgraph as it was planned. */
export interface Call {
  readonly operation: string;
  readonly operationName: string | undefined;
  readonly isMutation: boolean;
  /** Whether the answer is to say what it depends on. */
  readonly cacheTags?: boolean;
}

/** Whether nothing more is to be asked for. */
export function isOver({ budget, request }: Execution): boolean {
  return budget.signal.aborted && !request.signal.aborted;
}

/** Asks a subgraph. Never throws: what failed has an error and no data. */
export async function ask(
  execution: Execution,
  {
    reached,
    call,
    variables,
    texts,
  }: {
    reached: Reached;
    call: Call;
    variables: Record<string, unknown> | undefined;
    /** Of variables that are lists of representations: their JSON. */
    texts?: Readonly<Record<string, readonly string[]>>;
  },
): Promise<ExecutionResult> {
  const { request, budget } = execution;
  const headers = forwardedHeaders(reached.forwards, request.headers);
  const result = await callSubgraph({
    ...reached,
    request: {
      query: call.operation,
      operationName: call.operationName ?? null,
      ...(variables && { variables }),
      ...(texts && { texts }),
      viewer: request.viewer,
      requestId: request.requestId,
      ...(headers && { headers }),
      // What a mutation has begun is waited for, also where the client has gone.
      ...(call.isMutation
        ? { mayBegin: () => !request.signal.aborted }
        : { signal: budget.signal, endsAt: request.endsAt }),
      limits: budget.remaining(),
      ...(call.cacheTags && { cacheTags: true }),
    },
  });
  if (result.errors?.some(({ extensions }) => extensions?.code === 'ANSWER_TOO_LARGE')) budget.stoppedBySubgraph();
  return result;
}

/** The variables of the client that a fetch uses, as they came. */
export function variablesFor(
  names: readonly string[] | undefined,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const name of names ?? [])
    if (Object.hasOwn(given, name) && given[name] !== undefined) variables[name] = given[name];
  return variables;
}
