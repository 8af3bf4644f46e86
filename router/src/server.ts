import { readFileSync } from 'node:fs';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import {
  type HealthChecks,
  type Logger,
  type Viewer,
  closeGracefully,
  createHttpServer,
  listen,
  requestSignal,
  toAppError,
} from '@quartet/service-kit';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { createApollo } from './apollo.ts';
import type { RouterEnv } from './env.ts';
import { serveGraphiql } from './graphiql/routes.ts';
import { createGatewayExecutor } from './gateway-executor.ts';
import type { SubgraphName, Transport } from './transport.ts';
import { createTokenKeys } from './token-keys.ts';
import { createViewerReader } from './viewer.ts';

export interface Router {
  /** Where GraphQL is served, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** Answers what is under way (5 s at most), then closes. */
  stop(): Promise<void>;
}

/** Serves the whole graph over HTTP. Throws with a readable message where the port is taken. */
export async function startRouter(o: {
  env: RouterEnv;
  transports: Readonly<Record<SubgraphName, Transport>>;
  supergraphSdl: string;
  jwks: (signal: AbortSignal) => Promise<JSONWebKeySet>;
  /** How often those keys are renewed. Default: each minute. */
  keysEveryMs?: number;
  checks: HealthChecks;
  log: Logger;
}): Promise<Router> {
  const { env, log } = o;
  const executor = await createGatewayExecutor({
    supergraphSdl: o.supergraphSdl,
    transports: o.transports,
    subgraphTimeoutMs: env.SUBGRAPH_TIMEOUT_MS,
    log,
  });
  const apollo = await createApollo({ executor, env, log, welcomeQuery: welcomeQuery() });
  const keys = createTokenKeys({
    jwks: o.jwks,
    log,
    ...(o.keysEveryMs !== undefined && { timing: { everyMs: o.keysEveryMs } }),
  });
  const viewers = createViewerReader({ keys, issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE });
  const http = createHttpServer({ name: 'router', log, checks: o.checks });
  const viewerOf = new WeakMap<FastifyRequest, Viewer>();

  const readViewer: onRequestHookHandler = (request, reply, done) => {
    viewers.read(request.headers.authorization).then(
      (viewer) => {
        viewerOf.set(request, viewer);
        done();
      },
      (err: unknown) => {
        const { code, message } = toAppError(err);
        if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
        refuse(reply, code === 'UNAUTHENTICATED' ? 401 : 503, code, message);
      },
    );
  };

  if (env.LANDING_PAGE) serveGraphiql(http, { demo: env.NODE_ENV !== 'production' });
  http.get('/', (_request, reply) => reply.redirect('/graphql'));
  http.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: '/graphql',
    bodyLimit: env.MAX_BODY_BYTES,
    // Before the body is read: whoever has a bad token is told so at once.
    onRequest: readViewer,
    errorHandler: (error, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status >= 500) {
        request.log.error({ err: error }, 'request failed');
        refuse(reply, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong on our side');
      } else {
        const message = status === 413 ? 'The request is too large' : 'The request can not be read';
        refuse(reply, status, 'BAD_USER_INPUT', message);
      }
    },
    handler: fastifyApolloHandler(apollo, {
      context: (request, reply) => {
        const viewer = viewerOf.get(request);
        if (!viewer) throw new Error('a request passed without its viewer being read');
        const signal = requestSignal(reply, env.REQUEST_TIMEOUT_MS);
        return Promise.resolve({ viewer, requestId: String(request.id), signal });
      },
    }),
  });

  async function stop(): Promise<void> {
    await closeGracefully(http);
    keys.stop();
    await apollo.stop();
    await executor.stop();
  }

  try {
    const url = `${await listen(http, { host: env.HOST, port: env.PORT })}/graphql`;
    log.info({ url }, 'router is ready');
    return { url, stop };
  } catch (err) {
    await stop();
    throw err;
  }
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): void {
  void reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

/** What the landing page shows first. */
function welcomeQuery(): string {
  return readFileSync(new URL('../../schema/flagship.graphql', import.meta.url), 'utf8');
}
