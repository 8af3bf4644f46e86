import { createHash } from 'node:crypto';
import type { Logger } from '@quartet/service-kit';
import { type ExecutionResult, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { type FetchContext, transportDataSource } from './data-source.ts';
import type { Executor, GraphRequest } from './executor.ts';
import { shapeAnswer } from './shape.ts';
import type { SubgraphName, Transport } from './transport.ts';

/** An executor that plans and fetches with @apollo/gateway. */
export async function createGatewayExecutor(o: {
  supergraphSdl: string;
  transports: Readonly<Record<SubgraphName, Transport>>;
  subgraphTimeoutMs: number;
  log: Logger;
}): Promise<Executor> {
  // The gateway reports usage to its maker unless this is set before it is made. Nothing of ours goes out unasked.
  process.env.APOLLO_TELEMETRY_DISABLED ??= 'true';
  const { ApolloGateway } = await import('@apollo/gateway');
  const log = o.log.child({ part: 'gateway' });
  const logger = gatewayLogger(log);
  const transports = new Map<string, Transport>(Object.entries(o.transports));
  const gateway = new ApolloGateway({
    supergraphSdl: o.supergraphSdl,
    logger,
    // The committed supergraph was validated when it was composed.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => {
      const transport = transports.get(name);
      if (!transport) throw new Error(`The supergraph names a subgraph without a transport: ${name}`);
      return transportDataSource({ name, transport, timeoutMs: o.subgraphTimeoutMs, log });
    },
  });
  const { schema, executor } = await gateway.load();
  // Its type asks for the whole of Apollo Server's context; it reads only what is given here.
  const runPlan = executor as unknown as (context: object) => Promise<ExecutionResult>;

  async function run(request: GraphRequest): Promise<ExecutionResult> {
    const wrong = variableErrors(schema, request);
    if (wrong.length > 0) return { errors: wrong };
    const operationName = request.operation.name?.value;
    const context: FetchContext = { graphRequest: request };
    return runPlan({
      request: { query: request.query, variables: request.variables, ...(operationName && { operationName }) },
      document: request.document,
      operation: request.operation,
      operationName: operationName ?? null,
      source: request.query,
      queryHash: createHash('sha256').update(request.query).digest('hex'),
      schema,
      context,
      logger,
      metrics: {},
    });
  }

  return {
    schema,
    async execute(request) {
      try {
        return shapeAnswer(await run(request), { requestId: request.requestId, log });
      } catch (err) {
        log.error({ requestId: request.requestId, err }, 'a query could not be executed');
        const fault = new GraphQLError('', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
        return shapeAnswer({ errors: [fault] }, { requestId: request.requestId, log });
      }
    },
    stop: () => gateway.stop(),
  };
}

/** The gateway checks variables too, but its errors carry no code. */
function variableErrors(schema: GraphQLSchema, request: GraphRequest): GraphQLError[] {
  const { errors } = getVariableValues(schema, request.operation.variableDefinitions ?? [], request.variables);
  return (errors ?? []).map(
    (error) => new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }),
  );
}

/** The gateway is chatty at level info; what matters to an operator comes at warn. */
function gatewayLogger(log: Logger) {
  return {
    debug: (message?: unknown) => log.trace(String(message)),
    info: (message?: unknown) => log.debug(String(message)),
    warn: (message?: unknown) => log.warn(String(message)),
    error: (message?: unknown) => log.error(String(message)),
  };
}
