import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { ANSWER_LIMITS, type AnswerLimits, type AnswerMeter, createAnswerMeter, meterFields } from './answer-meter.ts';
import { type CacheTagRules, type TaggedRoot, createTagCollector, tagFields } from './cache-tags.ts';
import { inRequestScope } from '../databases/database-calls.ts';
import { AppError, SAFE_MESSAGES } from '../errors/to-app-error.ts';
import type { HealthChecks } from '../http/health.ts';
import { variableErrors } from './input-values.ts';
import type { Logger } from '../process/log.ts';
import { createDocumentChecker } from './documents.ts';
import { errorMask, wholeFailure } from './faults.ts';
import { withScalars } from './scalars.ts';
import type { Viewer } from '../viewer/viewer.ts';

export interface SubgraphRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown>;
  viewer: Viewer;
  requestId: string;
  signal?: AbortSignal;
  /** Headers of the client that are passed on, by their names in lower case. Default: none. */
  headers?: Readonly<Record<string, string>>;
  /** When the caller stops waiting, by the clock of `performance.now()`. */
  endsAt?: number;
  /** How large the answer may become. Default: ANSWER_LIMITS. */
  limits?: AnswerLimits;
  /** Whether the answer is to say what it depends on: `cacheTags` in its extensions, an AnswerTags. */
  cacheTags?: boolean;
}

export interface Subgraph {
  name: string;
  sdl: string;
  schema: GraphQLSchema;
  /**
   * Never throws: every fault is an error with the path of the lost part, a code and a message that is safe to show.
   */
  execute: (request: SubgraphRequest) => Promise<ExecutionResult>;
}

/** A started subgraph. */
export interface SubgraphService {
  subgraph: Subgraph;
  checks: HealthChecks;
  stop: () => Promise<void>;
}

/**
 * Builds a subgraph from its SDL and resolvers. Adds graphql-scalars for the scalars that the SDL declares, makes every
 * reference resolver async (so that a fault costs only its own entity) and masks what resolvers throw.
 */
export function createSubgraph<C>(o: {
  name: string;
  typeDefs: string;
  resolvers: object;
  createContext: (request: SubgraphRequest) => C;
  /** What answers depend on. Without it, they never say it. */
  cacheTags?: CacheTagRules;
  log: Logger;
}): Subgraph {
  const typeDefs = parse(o.typeDefs);
  const schema = buildSubgraphSchema({
    typeDefs,
    resolvers: withAsyncReferences(withScalars(typeDefs, o.resolvers)) as never,
  });
  if (o.cacheTags) tagFields(schema, o.cacheTags);
  meterFields(schema);
  const documents = createDocumentChecker(schema);

  async function run(request: SubgraphRequest): Promise<ExecutionResult> {
    const mask = errorMask(o.log, request.requestId);
    const { document, errors } = documents.get(request.query);
    if (!document) return wholeFailure({ request, errors: errors.map(mask) });
    const refused = variableErrors(request.variables);
    if (refused.length > 0) return wholeFailure({ request, document, errors: refused.map(mask) });
    const meter = createAnswerMeter(request.limits ?? ANSWER_LIMITS, request.signal);
    const tags = request.cacheTags && o.cacheTags ? createTagCollector() : undefined;
    const rootValue: AnswerMeter & TaggedRoot = { ...meter, tags };
    try {
      const running = execute({
        schema,
        document,
        rootValue,
        contextValue: o.createContext(tags ? { ...request, viewer: tags.watch(request.viewer) } : request),
        variableValues: request.variables,
        operationName: request.operationName,
      });
      const result = await untilAborted(request.signal, Promise.race([running, meter.overflow]));
      if (!result.errors) return tags ? { ...result, extensions: { cacheTags: tags.of(result.data ?? {}) } } : result;
      const masked = result.errors.map(mask);
      const failed = result.data === undefined || result.data === null;
      return failed ? wholeFailure({ request, document, errors: masked }) : { data: result.data, errors: masked };
    } catch (error) {
      // It costs the whole request, so the error needs no path to one of a thousand entities.
      if (isTooLarge(error)) return { data: null, errors: [mask(error)] };
      return wholeFailure({ request, document, errors: [mask(error)] });
    }
  }

  return { name: o.name, sdl: o.typeDefs, schema, execute: (request) => inRequestScope(() => run(request)) };
}

// An aborted request is answered at once. No further field is resolved; running queries end by the databases'
// time-outs.
async function untilAborted<T>(signal: AbortSignal | undefined, running: Promise<T>): Promise<T> {
  if (!signal) return running;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new AppError('TIMEOUT', SAFE_MESSAGES.timeout));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof AppError && error.code === 'ANSWER_TOO_LARGE';
}

type ReferenceResolver = (this: unknown, ...args: unknown[]) => unknown;

// A synchronous throw in one __resolveReference would fail all entities of the call.
function withAsyncReferences(resolvers: object): object {
  return Object.fromEntries(
    Object.entries(resolvers).map(([type, fields]: [string, unknown]) => {
      if (typeof fields !== 'object' || fields === null || !('__resolveReference' in fields)) return [type, fields];
      const resolve = fields.__resolveReference as ReferenceResolver;
      return [type, { ...fields, __resolveReference: async (...args: unknown[]) => resolve.apply(fields, args) }];
    }),
  );
}
