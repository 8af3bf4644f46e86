import type { IncomingHttpHeaders } from 'node:http';
import type { RequestDeadline, Viewer } from '@quartet/service-kit';
import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';

/** What answers queries: our own, or Apollo's for comparison. */
export const EXECUTORS = ['quartet', 'apollo'] as const;
export type ExecutorName = (typeof EXECUTORS)[number];

/** A parsed and validated operation of a client. */
export interface GraphRequest extends RequestDeadline {
  readonly query: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Record<string, unknown>;
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Those of the client, of which subgraphs get what is forwarded to them. */
  readonly headers?: IncomingHttpHeaders;
  /** Is told for how many seconds anybody without scopes may get this answer; not called where nobody else may. */
  readonly share?: (seconds: number) => void;
}

/**
 * Answers operations over the whole graph. The server knows nothing else of how a query is planned and fetched, so
 * that the planner behind it can be exchanged.
 */
export interface Executor {
  /** What clients see: the composed graph without its federation parts. */
  readonly schema: GraphQLSchema;
  /** Never throws. Errors carry a message that may be shown, a path and `extensions.code`, and nothing else. */
  execute(request: GraphRequest): Promise<ExecutionResult>;
  stop(): Promise<void>;
}
