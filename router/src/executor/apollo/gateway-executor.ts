import { createHash } from 'node:crypto';
import type { Logger } from '@quartet/service-kit';
import { type ExecutionResult, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { type AnswerBudget, createAnswerBudget } from '../answer-budget.ts';
import { type FetchContext, transportDataSource } from './data-source.ts';
import type { Executor, GraphRequest } from '../executor.ts';
import type { ExecutorOptions } from '../quartet-executor.ts';
import { MAX_VARIABLE_ERRORS, variableErrors } from '../variable-errors.ts';
import { DEFAULT_ANSWER_LIMITS } from '../../limits.ts';
import { shapeAnswer } from '../shape.ts';
import type { Transport } from '../../transport/transport.ts';

/** An executor that plans and fetches with @apollo/gateway. */
export async function createGatewayExecutor(options: ExecutorOptions): Promise<Executor> {
  // The gateway reports usage to its maker unless this is set before it is made. Nothing of ours goes out unasked.
  process.env.APOLLO_TELEMETRY_DISABLED ??= 'true';
  const { ApolloGateway } = await import('@apollo/gateway');
  const log = options.log.child({ part: 'gateway' });
  const logger = gatewayLogger(log);
  const transports = new Map<string, Transport>(Object.entries(options.transports));
  const gateway = new ApolloGateway({
    supergraphSdl: options.supergraphSdl,
    logger,
    // The committed supergraph was validated when it was composed.
    validateSupergraph: false,
    __exposeQueryPlanExperimental: false,
    buildService: ({ name }) => {
      const transport = transports.get(name);
      if (!transport) throw new Error(`The supergraph names a subgraph without a transport: ${name}`);
      return transportDataSource({
        name,
        transport,
        timeoutMs: options.subgraphTimeoutMs,
        forwards: options.forwards?.(name) ?? [],
        log,
      });
    },
  });
  const { schema, executor } = await gateway.load();
  // Its type asks for the whole of Apollo Server's context; it reads only what is given here.
  const runPlan = executor as unknown as (context: object) => Promise<ExecutionResult>;

  async function run(request: GraphRequest, budget: AnswerBudget): Promise<ExecutionResult> {
    const wrong = wrongVariables(schema, request);
    if (wrong.length > 0) return { errors: wrong };
    const operationName = request.operation.name?.value;
    const context: FetchContext = { graphRequest: request, budget };
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
      const budget = createAnswerBudget(options.answerLimits ?? DEFAULT_ANSWER_LIMITS, request.signal);
      const { requestId } = request;
      try {
        const result = await Promise.race([run(request, budget), budget.spent]);
        // What the gateway adds to what was fetched, such as introspection, has been counted by nobody.
        if (result) budget.checkWhole(result.data);
        const reason = budget.reason();
        if (result && !reason) return shapeAnswer(result, { requestId, log });
        log.info({ requestId, operation: request.operation.name?.value, reason: reason?.message }, 'answer given up');
        return shapeAnswer({ data: null, errors: reason ? [reason] : [] }, { requestId, log });
      } catch (error) {
        log.error({ requestId, err: error }, 'a query could not be executed');
        const fault = new GraphQLError('', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
        return shapeAnswer({ errors: [fault] }, { requestId, log });
      } finally {
        budget.release();
      }
    },
    stop: () => gateway.stop(),
  };
}

/** The gateway checks variables too, but its errors carry no code. */
function wrongVariables(schema: GraphQLSchema, request: GraphRequest): GraphQLError[] {
  const { errors } = getVariableValues(schema, request.operation.variableDefinitions ?? [], request.variables, {
    maxErrors: MAX_VARIABLE_ERRORS,
  });
  return variableErrors(errors ?? []);
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
