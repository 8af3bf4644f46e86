import { createHash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { type Logger, StartError, messageOf } from '@quartet/service-kit';
import { createCostGate } from '../cost/cost-gate.ts';
import type { RouterEnv } from '../env.ts';
import { createExecutor } from '../executor/create-executor.ts';
import type { ExecutorOptions } from '../executor/quartet-executor.ts';
import { answerLimits, costLimits, subgraphTimeout } from '../limits.ts';
import type { ReachSubgraphs, ReachedSubgraphs } from '../transport/reach-subgraphs.ts';
import { readSubgraphs } from '../supergraph/read-supergraph.ts';
import { type RequestContext, createApollo, formatError } from './apollo.ts';
import { type FastLane, createFastLane } from './fast-lane.ts';
import type { PersistedQueries } from './persisted-queries.ts';
import { createKnownOperations } from './known-operations.ts';

/**
 * One supergraph with all that was made of it: what was parsed, validated, planned or remembered under it lives in here and
 * nowhere else, so that nothing of it outlives the supergraph.
 */
export interface ServedGraph {
  /** Of the supergraph's text. */
  readonly version: string;
  readonly apollo: ApolloServer<RequestContext>;
  readonly lane: FastLane;
  stop(): Promise<void>;
}

export interface ServedGraphOptions {
  readonly reach: ReachSubgraphs;
  readonly executor: Pick<ExecutorOptions, 'entityCache' | 'forwards' | 'mergesFetches' | 'timeoutMs'>;
  readonly persisted: PersistedQueries;
  readonly env: RouterEnv;
  readonly log: Logger;
  readonly welcomeQuery: string;
}

export function versionOf(supergraphSdl: string): string {
  return createHash('sha256').update(supergraphSdl).digest('hex').slice(0, 16);
}

/** @throws with the reason, where the supergraph cannot be served */
export async function createServedGraph(supergraphSdl: string, options: ServedGraphOptions): Promise<ServedGraph> {
  try {
    const reached = options.reach(readSubgraphs(supergraphSdl));
    return await serve(supergraphSdl, reached, options).catch(async (error: unknown) => {
      await reached.release();
      throw error;
    });
  } catch (cause) {
    throw new StartError(`the supergraph cannot be served: ${reasonOf(cause)}`, { cause });
  }
}

/** What the planner throws has a drawing of each place in the supergraph. */
function reasonOf(error: unknown): string {
  const causes = error instanceof Error && 'causes' in error && Array.isArray(error.causes) ? error.causes : [error];
  const lines = causes.slice(0, MAX_CAUSES).map((cause) => messageOf(cause).split('\n')[0]);
  return lines.join('; ');
}

const MAX_CAUSES = 5;

async function serve(
  supergraphSdl: string,
  reached: ReachedSubgraphs,
  { env, log, ...options }: ServedGraphOptions,
): Promise<ServedGraph> {
  const executor = await createExecutor(
    {
      timeoutMs: (name) => subgraphTimeout(env, name),
      ...options.executor,
      supergraphSdl,
      transports: reached.transports,
      subgraphTimeoutMs: env.SUBGRAPH_TIMEOUT_MS,
      answerLimits: answerLimits(env),
      maxCacheSeconds: env.ENTITY_CACHE_MAX_SECONDS,
      log,
    },
    env.ROUTER_EXECUTOR,
  );
  const gate = createCostGate({ schema: executor.schema, supergraphSdl, limits: costLimits(env) });
  const known = createKnownOperations();
  const lane = createFastLane({ executor, gate, known, formatError });
  const apollo = await createApollo({ ...options, executor, gate, known, env, log });
  return {
    version: versionOf(supergraphSdl),
    apollo,
    lane,
    async stop() {
      await apollo.stop();
      await executor.stop();
      await reached.release();
    },
  };
}
