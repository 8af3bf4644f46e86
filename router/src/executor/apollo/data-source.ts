import type { GraphQLDataSource } from '@apollo/gateway';
import type { Logger } from '@quartet/service-kit';
import { type DocumentNode, type ExecutionResult, Kind, parse } from 'graphql';
import { type AnswerBudget, takeAnswer } from '../answer-budget.ts';
import { forwardedHeaders } from '../../transport/forwarded-headers.ts';
import type { GraphRequest } from '../executor.ts';
import { withEntityPaths, withRootPaths } from './fetch-faults.ts';
import { uniqueRepresentations } from './representations.ts';
import { type Transport, callSubgraph } from '../../transport/transport.ts';

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
  forwards: readonly string[];
  log: Logger;
}): GraphQLDataSource {
  return {
    async process(options) {
      const { request, context } = options;
      const { graphRequest, budget } = context as FetchContext;
      if (budget.signal.aborted && !graphRequest.signal.aborted) return GIVEN_UP;
      const query = request.query ?? '';
      const headers = forwardedHeaders(subgraph.forwards, graphRequest.headers);
      const call = async (variables: Record<string, unknown> | undefined): Promise<ExecutionResult> => {
        const result = await callSubgraph({
          ...subgraph,
          request: {
            query,
            operationName: request.operationName ?? null,
            ...(variables && { variables }),
            viewer: graphRequest.viewer,
            requestId: graphRequest.requestId,
            ...(headers && { headers }),
            signal: budget.signal,
            endsAt: graphRequest.endsAt,
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

/** Takes the answer of a fetch from the budget. Entities count once for each place where they stand. */
function fits(data: unknown, budget: AnswerBudget, placeOf?: readonly number[]): Promise<boolean> {
  const entities = isRecord(data) && Array.isArray(data._entities) ? (data._entities as unknown[]) : undefined;
  if (!placeOf || !entities) return takeAnswer(data, { budget });
  const times = entities.map(() => 0);
  for (const place of placeOf) times[place] = (times[place] ?? 0) + 1;
  return takeAnswer(entities, { budget, times });
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
