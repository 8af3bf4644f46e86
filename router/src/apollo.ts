import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { Logger, Viewer } from '@quartet/service-kit';
import type { GraphQLFormattedError } from 'graphql';
import type { RouterEnv } from './env.ts';
import type { Executor } from './executor.ts';
import { landingPage } from './landing-page.ts';
import { maxQueryDepth } from './query-depth.ts';

/** What the HTTP layer knows of a request. */
export interface RequestContext {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

type Gateway = ConstructorParameters<typeof ApolloServer<RequestContext>>[0]['gateway'];

/** Apollo Server over an executor: it parses, validates and limits, the executor answers. */
export async function createApollo(o: {
  executor: Executor;
  env: RouterEnv;
  log: Logger;
  welcomeQuery: string;
}): Promise<ApolloServer<RequestContext>> {
  const { executor, env, log } = o;
  const server = new ApolloServer<RequestContext>({
    gateway: asGateway(executor),
    plugins: [
      landingPage({ shown: env.LANDING_PAGE, document: o.welcomeQuery }),
      ApolloServerPluginCacheControlDisabled(),
    ],
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    parseOptions: { maxTokens: env.MAX_QUERY_TOKENS },
    validationRules: [maxQueryDepth(env.MAX_QUERY_DEPTH)],
    maxRecursiveSelections: true,
    logger: log,
    formatError,
  });
  await server.start();
  return server;
}

/** Apollo Server takes an executor only in the form of a gateway. */
function asGateway(executor: Executor): NonNullable<Gateway> {
  return {
    onSchemaLoadOrUpdate(callback) {
      // Apollo Server reads the supergraph only to report it, which we do not do.
      callback({ apiSchema: executor.schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ request, document, operation, source, context }) => {
          const { viewer, requestId, signal } = context as RequestContext;
          const variables: Record<string, unknown> = request.variables ?? {};
          const answer = { query: source, document, operation, variables, viewer, requestId, signal };
          return executor.execute(answer) as Promise<{ data?: Record<string, unknown> }>;
        },
      }),
    stop: () => Promise.resolve(),
  };
}

/** The executor's errors are shaped already. Apollo Server's own say what is wrong with the request; the rest is ours. */
function formatError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { locations, path } = error;
  const code = typeof error.extensions?.code === 'string' ? error.extensions.code : 'INTERNAL_SERVER_ERROR';
  const message = code === 'INTERNAL_SERVER_ERROR' ? 'Something went wrong on our side' : error.message;
  return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code } };
}
