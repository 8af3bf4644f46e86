import type { IncomingHttpHeaders } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import {
  type ErrorCode,
  type Logger,
  SAFE_MESSAGES,
  type Viewer,
  createDocumentCache,
  cutText,
  isErrorCode,
  type RequestDeadline,
} from '@quartet/service-kit';
import type { GraphQLFormattedError } from 'graphql';
import type { CostGate } from '../cost/cost-gate.ts';
import { costPlugin } from '../cost/cost-plugin.ts';
import type { RouterEnv } from '../env.ts';
import type { Executor } from '../executor/executor.ts';
import type { KnownOperations } from './known-operations.ts';
import { landingPage } from './landing-page.ts';
import type { PersistedQueries } from './persisted-queries.ts';
import { operationErrors } from '../executor/operation.ts';
import { maxNameLength } from './name-length.ts';
import { maxQueryDepth } from './query-depth.ts';

/** What the HTTP layer knows of a request. */
export interface RequestContext extends RequestDeadline {
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Those of the client. */
  readonly headers: IncomingHttpHeaders;
  /** Is told for how many seconds the answer may be shared. */
  readonly share?: (seconds: number) => void;
}

type Options = ConstructorParameters<typeof ApolloServer<RequestContext>>[0];
type Gateway = Options['gateway'];
type DocumentStore = Options['documentStore'];

/** Apollo Server over an executor: it parses, validates and limits, the executor answers. */
export async function createApollo(options: {
  executor: Executor;
  gate: CostGate;
  /** Gets each operation that is let through. */
  known: KnownOperations;
  persisted: PersistedQueries;
  env: RouterEnv;
  log: Logger;
  welcomeQuery: string;
}): Promise<ApolloServer<RequestContext>> {
  const { executor, env, log } = options;
  const server = new ApolloServer<RequestContext>({
    gateway: asGateway({ executor, known: options.known, log }),
    plugins: [
      emptyNameIsNone,
      landingPage({ shown: env.LANDING_PAGE, document: options.welcomeQuery }),
      ApolloServerPluginCacheControlDisabled(),
      costPlugin({ gate: options.gate, log }),
    ],
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: { cache: options.persisted },
    // Nothing here is done because of a cookie, so another page's GET reads what anybody may; a POST must be JSON.
    csrfPrevention: false,
    parseOptions: { maxTokens: env.MAX_QUERY_TOKENS },
    validationRules: [maxQueryDepth(env.MAX_QUERY_DEPTH), maxNameLength()],
    maxRecursiveSelections: true,
    documentStore: documentStore(),
    logger: log,
    formatError,
  });
  await server.start();
  return server;
}

/** Some clients send an empty name where they mean none, and other servers take it so. */
const emptyNameIsNone: ApolloServerPlugin<RequestContext> = {
  requestDidStart({ request }) {
    if (request.operationName === '') delete request.operationName;
    return Promise.resolve();
  },
};

/**
 * Checked documents in bounded memory. Apollo's own store does not count the text that a document holds: a few words
 * with comments as long as the body may be are nearly nothing to it.
 */
function documentStore(): NonNullable<DocumentStore> {
  const kept = createDocumentCache();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    set(key, document) {
      kept.set(key, document, document.loc?.source.body ?? '');
      return Promise.resolve();
    },
    delete(key) {
      kept.delete(key);
      return Promise.resolve();
    },
  };
}

/** Apollo Server takes an executor only in the form of a gateway. */
function asGateway({
  executor,
  known,
  log,
}: {
  executor: Executor;
  known: KnownOperations;
  log: Logger;
}): NonNullable<Gateway> {
  return {
    onSchemaLoadOrUpdate(callback) {
      // Apollo Server reads the supergraph only to report it, which we do not do.
      callback({ apiSchema: executor.schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ request, document, operation, source, context }) => {
          const variables: Record<string, unknown> = request.variables ?? {};
          // Apollo Server runs the executor without an operation, where none is meant.
          const operationName = request.operationName ?? null;
          const errors = operationErrors(executor.schema, { document, operationName, variables });
          if (errors.length > 0) {
            log.info(
              { requestId: (context as RequestContext).requestId, reasons: errors.map(({ message }) => message) },
              'operation refused',
            );
            return { errors };
          }
          known.add({ query: source, operationName }, { document, operation });
          const answer = { query: source, document, operation, variables, ...(context as RequestContext) };
          return executor.execute(answer) as Promise<{ data?: Record<string, unknown> }>;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** A message may repeat what a client sent: not all of it. */
const LONGEST_MESSAGE = 1_000;

/** The executor's errors are shaped already. Apollo Server's own say what is wrong with the request; the rest is ours. */
export function formatError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { locations, path } = error;
  const code = codeOf(error);
  const message = code === 'INTERNAL_SERVER_ERROR' ? SAFE_MESSAGES.internal : cut(error.message);
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code } };
}

/** Codes of Apollo Server's own for a request that cannot be read, or that means no operation. */
const OF_THE_REQUEST: ReadonlySet<unknown> = new Set(['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE']);

function codeOf(error: GraphQLFormattedError): ErrorCode {
  const code = error.extensions?.code;
  if (isErrorCode(code)) return code;
  return OF_THE_REQUEST.has(code) ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
}

function cut(message: string): string {
  // graphql gives up where comparing fields of one name with each other takes too long.
  if (message === 'Validation aborted.') return 'The document has too many fields of one name: use each name once';
  // graphql's parser calls itself for each level.
  if (message === 'Maximum call stack size exceeded') return 'The document is nested too deeply';
  return message.length > LONGEST_MESSAGE ? `${cutText(message, LONGEST_MESSAGE)}…` : message;
}
