import { readFileSync } from 'node:fs';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { type HealthChecks, type Logger, type Viewer, createHttpServer, toAppError } from '@quartet/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { JSONWebKeySet } from 'jose';
import { createApollo } from './apollo.ts';
import type { RouterEnv } from './env.ts';
import { createGatewayExecutor } from './gateway-executor.ts';
import type { SubgraphName, Transport } from './transport.ts';
import { createViewerReader } from './viewer.ts';

/** How long a stop waits for requests that are being answered. */
const DRAIN_MS = 5_000;

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
  jwks: () => Promise<JSONWebKeySet>;
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
  const viewers = createViewerReader({ jwks: o.jwks, issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE });
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
    // A kept-alive connection whose last answer goes out while closing would hold the server open.
    const sweep = setInterval(() => http.server.closeIdleConnections(), 50);
    const deadline = setTimeout(() => http.server.closeAllConnections(), DRAIN_MS);
    try {
      await http.close();
    } finally {
      clearInterval(sweep);
      clearTimeout(deadline);
    }
    await apollo.stop();
    await executor.stop();
  }

  try {
    const url = await listen(http, env);
    log.info({ url }, 'router is ready');
    return { url, stop };
  } catch (err) {
    await stop();
    throw err;
  }
}

/** Ends when the answer is out, when the client has gone, or after `timeoutMs`. */
function requestSignal(reply: FastifyReply, timeoutMs: number): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  reply.raw.once('close', () => {
    clearTimeout(timer);
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): void {
  void reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

async function listen(http: FastifyInstance, env: RouterEnv): Promise<string> {
  try {
    await http.listen({ port: env.PORT, host: env.HOST });
  } catch (err) {
    const code = err instanceof Error && 'code' in err ? err.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Error(`Port ${env.PORT} is taken: stop what listens there, or choose another one`, { cause: err });
    }
    throw err;
  }
  const address = http.server.address();
  const port = typeof address === 'object' && address ? address.port : env.PORT;
  const host = env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST;
  return `http://${host}:${port}/graphql`;
}

/** What the landing page shows first. */
function welcomeQuery(): string {
  return readFileSync(new URL('../../schema/flagship.graphql', import.meta.url), 'utf8');
}
