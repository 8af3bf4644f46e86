import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { AnswerLimits, Logger } from '@quartet/service-kit';
import { type DocumentNode, type ExecutionResult, Kind, parse } from 'graphql';
import { type AnswerBudget, sizeOfAnswer } from './answer-budget.ts';
import type { GraphRequest } from './executor.ts';
import { withEntityPaths, withRootPaths } from './faults.ts';
import { uniqueRepresentations } from './representations.ts';
import { type Transport, callSubgraph } from '../transport/transport.ts';

/** What the gateway hands through to its data sources with each request. */
export interface FetchContext {
  readonly graphRequest: GraphRequest;
  readonly budget: AnswerBudget;
}

/** The gateway's view of a subgraph behind a transport. Never throws, and every error it gives has a path. */
export function transportDataSource(subgraph: {
  name: string;
  transport: Transport;
  timeoutMs: number;
  log: Logger;
}): GraphQLDataSource {
  return {
    async process(options) {
      const { request, context } = options;
      const { graphRequest, budget } = context as FetchContext;
      if (budget.signal.aborted && !graphRequest.signal.aborted) return GIVEN_UP;
      const query = request.query ?? '';
      const call = async (variables: Record<string, unknown> | undefined): Promise<ExecutionResult> => {
        const result = await callSubgraph({
          ...subgraph,
          request: {
            query,
            operationName: request.operationName ?? null,
            ...(variables && { variables }),
            viewer: graphRequest.viewer,
            requestId: graphRequest.requestId,
            signal: budget.signal,
            limits: budget.remaining(),
          },
        });
        if (result.errors?.some(({ extensions }) => extensions.code === 'ANSWER_TOO_LARGE')) budget.stoppedBySubgraph();
        return result;
      };

      const sent: unknown = request.variables?.representations;
      if (!Array.isArray(sent)) {
        const result = await call(request.variables);
        if (!(await fits(result.data, budget))) return GIVEN_UP;
        return toGateway(result.errors ? withRootPaths(result, parse(query)) : result);
      }
      const { unique, placeOf } = uniqueRepresentations(sent);
      if (!budget.allows(unique.length)) return GIVEN_UP;
      const result = await call({ ...request.variables, representations: unique });
      if (!(await fits(result.data, budget, placeOf))) return GIVEN_UP;
      const plain = !result.errors && unique.length === sent.length;
      if (plain && Array.isArray(result.data?._entities)) return toGateway(result);
      const path = 'pathInIncomingRequest' in options ? (options.pathInIncomingRequest ?? []) : [];
      return toGateway(
        withEntityPaths(result, {
          fetched: result.errors ? parse(query) : NOTHING,
          unique,
          placeOf,
          place: { document: graphRequest.document, operation: graphRequest.operation, path: path.map(asStep) },
        }),
      );
    },
  };
}

/** The request has its answer already: that it is too large. */
const GIVEN_UP = { data: null };

/** Answers of more values than this are counted, merged and shaped in turns of their own, so that others come between. */
const LONG_ANSWER = 2_000;

/** Takes the answer of a fetch from the budget. Entities count once for each place where they stand. */
async function fits(data: unknown, budget: AnswerBudget, placeOf?: readonly number[]): Promise<boolean> {
  const entities = isRecord(data) && Array.isArray(data._entities) ? (data._entities as unknown[]) : undefined;
  if (!placeOf || !entities) return takeOne(data, budget);
  const sizes = new Map<number, AnswerLimits>();
  for (const place of placeOf) {
    const size = sizes.get(place) ?? sizeOfAnswer(entities[place], budget.remaining());
    sizes.set(place, size);
    if (!budget.take(size)) return false;
  }
  if (placeOf.length > LONG_ANSWER) await nextTurn();
  return true;
}

async function takeOne(data: unknown, budget: AnswerBudget): Promise<boolean> {
  const size = sizeOfAnswer(data, budget.remaining());
  if (!budget.take(size)) return false;
  if (size.values > LONG_ANSWER) await nextTurn();
  return true;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const NOTHING: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** Steps of the gateway's paths are names, indexes or '@' for each element. */
function asStep(step: unknown): string | number {
  return typeof step === 'number' ? step : String(step);
}

function toGateway(result: ExecutionResult) {
  return { data: result.data ?? null, ...(result.errors && { errors: result.errors }) };
}
