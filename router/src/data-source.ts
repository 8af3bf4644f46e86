import type { GraphQLDataSource } from '@apollo/gateway';
import type { Logger } from '@quartet/service-kit';
import { type DocumentNode, type ExecutionResult, Kind, parse } from 'graphql';
import type { GraphRequest } from './executor.ts';
import { withEntityPaths, withRootPaths } from './faults.ts';
import { uniqueRepresentations } from './representations.ts';
import { type Transport, callSubgraph } from './transport.ts';

/** What the gateway hands through to its data sources with each request. */
export interface FetchContext {
  readonly graphRequest: GraphRequest;
}

/** The gateway's view of a subgraph behind a transport. Never throws, and every error it gives has a path. */
export function transportDataSource(o: {
  name: string;
  transport: Transport;
  timeoutMs: number;
  log: Logger;
}): GraphQLDataSource {
  return {
    async process(options) {
      const { request, context } = options;
      const { graphRequest } = context as FetchContext;
      const query = request.query ?? '';
      const call = (variables: Record<string, unknown> | undefined) =>
        callSubgraph({
          ...o,
          request: {
            query,
            operationName: request.operationName ?? null,
            ...(variables && { variables }),
            viewer: graphRequest.viewer,
            requestId: graphRequest.requestId,
            signal: graphRequest.signal,
          },
        });

      const sent: unknown = request.variables?.representations;
      if (!Array.isArray(sent)) {
        const result = await call(request.variables);
        return toGateway(result.errors ? withRootPaths(result, parse(query)) : result);
      }
      const { unique, placeOf } = uniqueRepresentations(sent);
      const result = await call({ ...request.variables, representations: unique });
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

const NOTHING: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** Steps of the gateway's paths are names, indexes or '@' for each element. */
function asStep(step: unknown): string | number {
  return typeof step === 'number' ? step : String(step);
}

function toGateway(result: ExecutionResult) {
  return { data: result.data ?? null, ...(result.errors && { errors: result.errors }) };
}
