import { AppError, type Logger } from '@quartet/service-kit';
import {
  type ExecutionResult,
  GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
  getVariableValues,
} from 'graphql';
import type { EntityCache } from '../entity-cache/entity-cache.ts';
import { createFetchCache } from '../entity-cache/fetch-cache.ts';
import { type AnswerBudget, type BudgetLimits, createAnswerBudget } from './answer-budget.ts';
import { createFindings } from './answer/findings.ts';
import { toldErrors } from './answer/told-errors.ts';
import { type CompiledOperation, type Graph, compileOperation } from './compiled-operation.ts';
import type { Executor, GraphRequest } from './executor.ts';
import { type LiftedOperation, liftLiterals } from './plan/lift-literals.ts';
import { conditionVariables } from './plan/normalise.ts';
import { createPlanCache } from './plan/plan-cache.ts';
import { createApolloPlanner } from './plan/apollo-planner.ts';
import { inThreads } from './plan/threaded-planner.ts';
import type { Planner } from './plan/planner.ts';
import { reservedNames } from './plan/response-names.ts';
import type { Execution } from './run/execution.ts';
import { typeNamesOf } from './run/type-names.ts';
import { shapeAnswer } from './shape.ts';
import { MAX_VARIABLE_ERRORS, variableErrors } from './variable-errors.ts';
import { DEFAULT_ANSWER_LIMITS, MAX_CACHE_SECONDS } from '../limits.ts';
import type { Transport } from '../transport/transport.ts';

/** Of the texts of all operations whose plans are kept: a plan takes some fifty times as much memory as its text. */
const MAX_CACHE_SIZE = 2 * 1_024 * 1_024;

/** An operation as it was written. */
interface KnownOperation extends Pick<LiftedOperation, 'text' | 'values'> {
  /** The variables that decide what is selected. */
  readonly conditions: readonly string[];
}

/** An operation with its plan, which others share, and the values of its own literals. */
interface ReadyOperation {
  readonly compiled: CompiledOperation;
  readonly values: Readonly<Record<string, unknown>> | undefined;
}

const WITHOUT_VARIABLES = { coerced: {}, errors: undefined };

export interface ExecutorOptions {
  readonly supergraphSdl: string;
  /** By the names that the subgraphs have in the supergraph. */
  readonly transports: Readonly<Record<string, Transport>>;
  readonly subgraphTimeoutMs: number;
  /** What an answer may hold. Default: that of the settings. */
  readonly answerLimits?: BudgetLimits;
  readonly log: Logger;
  /** Whether a subgraph gets fetches of entities that are ready at the same time in one request. Default: all do. */
  readonly mergesFetches?: (subgraph: string) => boolean;
  /** How long a call of a subgraph may take. Default: subgraphTimeoutMs for all. */
  readonly timeoutMs?: (subgraph: string) => number;
  /** The client's headers that a subgraph gets, by their names in lower case. Default: none. */
  readonly forwards?: (subgraph: string) => readonly string[];
  /** Where answers that may be shared are kept, and for how many seconds at most. Default: nowhere. */
  readonly entityCache?: EntityCache;
  readonly maxCacheSeconds?: number;
  /** Default: Apollo's. */
  readonly planner?: Planner;
}

/**
 * An executor that compiles each plan once into functions: fetch, merge, project.
 * @throws where the supergraph cannot be read, or names a subgraph without a transport
 */
export async function createQuartetExecutor(options: ExecutorOptions): Promise<Executor> {
  const log = options.log.child({ part: 'executor' });
  const { supergraphSdl } = options;
  const planner = options.planner ?? inThreads(await createApolloPlanner(supergraphSdl), { supergraphSdl, log });
  const graph = graphOf(planner, options, log);
  const { schema } = graph;
  const operations = createPlanCache<KnownOperation>({ maxSize: MAX_CACHE_SIZE });
  const compiled = createPlanCache<CompiledOperation>({ maxSize: MAX_CACHE_SIZE });
  /** Of operations without conditions, as long as their documents are kept: nothing has to be looked up by its text. */
  const ready = new WeakMap<OperationDefinitionNode, ReadyOperation>();

  /** Plans depend on the operation without its literals and on what its conditions decide, on nothing else of the request. */
  async function readyFor(request: GraphRequest, variables: Record<string, unknown>): Promise<ReadyOperation> {
    const { query, document, operation } = request;
    const key = `${operation.name?.value ?? ''} ${query}`;
    const { conditions, text, values } = await operations.get(key, () => {
      const lifted = liftLiterals(schema, { document, operation });
      const { text, values } = lifted;
      return Promise.resolve({ conditions: conditionVariables(document, operation), text, values });
    });
    const decided = conditions.map((name) => (variables[name] === true ? '1' : '0')).join('');
    // A document takes some thirty times as much memory as its text: it is made again where it is planned.
    const made = await compiled.get(`${decided} ${text}`, () => {
      const lifted = liftLiterals(schema, { document, operation });
      return compileOperation(graph, { document: lifted.document, operation: lifted.operation, variables });
    });
    const all = { compiled: made, values: Object.keys(values).length > 0 ? values : undefined };
    if (conditions.length === 0) ready.set(operation, all);
    return all;
  }

  async function run(
    request: GraphRequest,
    budget: AnswerBudget,
  ): Promise<{ answer: ExecutionResult; maxAge: number }> {
    const { variableDefinitions = [] } = request.operation;
    const { coerced, errors: wrong } =
      variableDefinitions.length === 0
        ? WITHOUT_VARIABLES
        : getVariableValues(schema, variableDefinitions, request.variables, { maxErrors: MAX_VARIABLE_ERRORS });
    if (wrong) return { answer: { errors: variableErrors(wrong) }, maxAge: 0 };
    const { compiled: operation, values } = ready.get(request.operation) ?? (await readyFor(request, coerced));
    const asked = values ? { ...request, variables: { ...request.variables, ...values } } : request;
    const execution: Execution = {
      request: asked,
      budget,
      data: {},
      errors: [],
      absent: new Set(),
      waiting: new Map(),
      usesCache: mayShare(request),
      maxAge: Infinity,
    };
    Object.assign(execution.data, operation.introspect?.(asked.variables));
    await operation.fetch?.(execution);
    const answer = answerOf(execution, operation);
    // What introspection adds to what was fetched has been counted by nobody.
    if (operation.introspect) budget.checkWhole(answer.data);
    return { answer, maxAge: execution.usesCache ? Math.min(operation.maxAge, execution.maxAge) : 0 };
  }

  return {
    schema,
    async execute(request) {
      const budget = createAnswerBudget(options.answerLimits ?? DEFAULT_ANSWER_LIMITS, request.signal);
      const { requestId } = request;
      try {
        const result = await Promise.race([run(request, budget), budget.spent]);
        const reason = budget.reason();
        if (result && !reason) {
          const answer = shapeAnswer(result.answer, { requestId, log });
          if (result.maxAge > 0 && !answer.errors) request.share?.(result.maxAge);
          return answer;
        }
        log.info({ requestId, operation: request.operation.name?.value, reason: reason?.message }, 'answer given up');
        return shapeAnswer({ data: null, errors: reason ? [reason] : [] }, { requestId, log });
      } catch (error) {
        if (error instanceof AppError) {
          log.info({ requestId, reason: error.message }, 'operation refused');
          const refusal = new GraphQLError(error.message, { extensions: { code: error.code } });
          return shapeAnswer({ errors: [refusal] }, { requestId, log });
        }
        log.error({ requestId, err: error }, 'a query could not be executed');
        const fault = new GraphQLError('', { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
        return shapeAnswer({ errors: [fault] }, { requestId, log });
      } finally {
        budget.release();
      }
    },
    stop: () => planner.stop(),
  };
}

function graphOf(planner: Planner, options: ExecutorOptions, log: Logger): Graph {
  const {
    supergraphSdl,
    transports,
    timeoutMs = () => options.subgraphTimeoutMs,
    mergesFetches = () => true,
    forwards = () => [],
  } = options;
  const subgraphs = planner.subgraphs.map((name) => {
    const transport = Object.hasOwn(transports, name) ? transports[name] : undefined;
    if (!transport) throw new Error(`The supergraph names a subgraph without a transport: ${name}`);
    return [
      name,
      { name, transport, timeoutMs: timeoutMs(name), log, merges: mergesFetches(name), forwards: forwards(name) },
    ] as const;
  });
  return {
    planner,
    schema: planner.schema,
    types: typeNamesOf(planner.supergraph),
    fetchCache: createFetchCache({
      supergraphSdl,
      cache: options.entityCache,
      // What headers say of a client is not known here: such a fetch is asked for each time.
      isShared: (subgraph) => !options.forwards?.(subgraph).length,
      maxSeconds: options.maxCacheSeconds ?? MAX_CACHE_SECONDS,
    }),
    subgraphs: new Map(subgraphs),
    reserved: reservedNames(supergraphSdl),
  };
}

/** What some may see and others may not is decided by scopes. What a mutation changed is read where it was changed. */
function mayShare({ operation, viewer }: GraphRequest): boolean {
  return operation.operation === OperationTypeNode.QUERY && (viewer.kind === 'anonymous' || viewer.scopes.length === 0);
}

/** What the client sees of what was fetched, with errors in the client's names. */
function answerOf({ data, errors, absent }: Execution, compiled: CompiledOperation): ExecutionResult {
  const told = errors.length > 0 ? toldErrors(errors, compiled) : [];
  const findings = createFindings({ errors: told, absent });
  const projected = compiled.project(data, findings);
  const all = [...told, ...findings.found];
  return { data: projected, ...(all.length > 0 && { errors: all }) };
}
