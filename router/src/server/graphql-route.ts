import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import { SAFE_MESSAGES, type Viewer, requestDeadline, toAppError } from '@quartet/service-kit';
import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteHandlerMethod,
  preHandlerHookHandler,
} from 'fastify';
import type { RequestContext } from './apollo.ts';
import type { RouterEnv } from '../env.ts';
import type { GraphVersions } from './graph-versions.ts';
import type { LoadShedding } from './load-shedding.ts';
import type { ViewerReader } from './viewer.ts';
import { corsOptions } from './cors.ts';
import { readJsonBodies } from './json-body.ts';
import type { PersistedQueries } from './persisted-queries.ts';
import { type GraphqlParams, readBody, readSearch, refuseUnsafeGet } from './params.ts';
import { badInput, refusalOf, sendRefusal } from './refusal.ts';

const OTHER_METHODS = ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const INTERNAL = { status: 500, code: 'INTERNAL_SERVER_ERROR', message: SAFE_MESSAGES.internal } as const;

interface RouteOptions {
  graphs: GraphVersions;
  viewers: ViewerReader;
  persisted: PersistedQueries;
  shedding: LoadShedding;
  env: RouterEnv;
}

/**
 * GraphQL at /graphql: POST with JSON, and GET for queries. In this order: another origin's preflight, the token, the
 * form of the request, the operation.
 */
export async function serveGraphql(http: FastifyInstance, options: RouteOptions): Promise<void> {
  const { env } = options;
  // Of the whole server: what has no route of its own is refused in the same form.
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error, {
      contentType: request.headers['content-type'],
      maxBytes: env.MAX_BODY_BYTES,
    });
    if (!refusal) request.log.error({ err: error }, 'request failed');
    return sendRefusal(reply, refusal ?? INTERNAL);
  });
  await http.register(async (open) => {
    if (env.CORS_ORIGINS.length > 0) await open.register(cors, corsOptions(env.CORS_ORIGINS));
    // A page that asks at a wrong address can read so.
    open.setNotFoundHandler((request, reply) =>
      sendRefusal(reply, {
        status: 404,
        code: 'NOT_FOUND',
        message: `There is nothing at ${request.method} ${request.url.slice(0, 200)}: GraphQL is at /graphql`,
      }),
    );
    await open.register((scope) => {
      serveRoute(scope, options);
      return Promise.resolve();
    });
  });
}

/** What only GraphQL itself has. */
function serveRoute(scope: FastifyInstance, options: RouteOptions): void {
  const { graphs, env } = options;
  const viewerOf = new WeakMap<FastifyRequest, Viewer>();
  const sharedFor = new WeakMap<FastifyRequest, number>();
  const contextOf = (request: FastifyRequest, reply: FastifyReply): RequestContext => {
    const viewer = viewerOf.get(request);
    if (!viewer) throw new Error('a request passed without its viewer being read');
    const { id, headers, method } = request;
    const context = { viewer, requestId: String(id), headers, ...requestDeadline(reply, env.REQUEST_TIMEOUT_MS) };
    // Nothing but a GET is kept by other caches, and with a token it is somebody's own.
    if (method !== 'GET' || headers.authorization !== undefined) return context;
    return { ...context, share: (seconds) => void sharedFor.set(request, seconds) };
  };
  const handlers = new WeakMap<ApolloServer<RequestContext>, RouteHandlerMethod>();
  const throughApollo = (apollo: ApolloServer<RequestContext>): RouteHandlerMethod => {
    const context = (request: FastifyRequest, reply: FastifyReply) => Promise.resolve(contextOf(request, reply));
    const handler = handlers.get(apollo) ?? fastifyApolloHandler(apollo, { context });
    handlers.set(apollo, handler);
    return handler;
  };
  readJsonBodies(scope);
  scope.addHook('onSend', (request, reply, payload, done) => {
    const seconds = reply.statusCode === 200 ? sharedFor.get(request) : undefined;
    reply.header('cache-control', seconds === undefined ? 'private, no-store' : `public, max-age=${seconds}`);
    if (seconds !== undefined) addVary(reply, ['accept', 'authorization']);
    done(null, payload);
  });
  scope.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    exposeHeadRoute: false,
    bodyLimit: env.MAX_BODY_BYTES,
    // Before the body is read: a request with a bad token is refused whole.
    onRequest: [options.shedding.refuse, readViewer(options.viewers, viewerOf)],
    preHandler: checkForm(env),
    handler: async function answer(request, reply) {
      const read = request.method === 'POST' ? readBody(request.body) : undefined;
      const params = read && 'params' in read ? withText(read.params, options.persisted) : undefined;
      const { accept } = request.headers;
      const held = graphs.hold();
      try {
        const quick = params && (await held.graph.lane.answer({ params, accept }, () => contextOf(request, reply)));
        if (!quick) return await throughApollo(held.graph.apollo).call(this, request, reply);
        return reply.code(quick.status).header('content-type', quick.contentType).send(quick.body);
      } finally {
        held.release();
      }
    },
  });
  scope.route({
    method: OTHER_METHODS,
    url: '/graphql',
    onRequest: async (request, reply) =>
      sendRefusal(reply, {
        ...badInput(405, `${request.method} is not answered here: send queries by POST or GET, mutations by POST`),
        headers: { allow: 'GET, POST' },
      }),
    handler: (_request, reply) => reply.callNotFound(),
  });
}

/** Undefined where Apollo Server has to find or to keep the text of a hash. */
function withText(params: GraphqlParams, persisted: PersistedQueries): GraphqlParams | undefined {
  if (params.sha256 === undefined) return params;
  const query = params.query === '' ? persisted.known(params.sha256) : undefined;
  return query === undefined ? undefined : { ...params, query };
}

/** What the answer depends on beside its address. */
function addVary(reply: FastifyReply, names: readonly string[]): void {
  const given = reply.getHeader('vary');
  reply.header('vary', [...(given === undefined ? [] : [String(given)]), ...names].join(', '));
}

/** An expired or invalid token refuses the request: what runs would run as somebody else's. */
function readViewer(viewers: ViewerReader, viewerOf: WeakMap<FastifyRequest, Viewer>): onRequestHookHandler {
  return (request, reply, done) => {
    viewers.read(request.headers.authorization).then(
      (viewer) => {
        viewerOf.set(request, withAddress(viewer, request.ip));
        done();
      },
      (error: unknown) => {
        const { code, message } = toAppError(error);
        if (code === 'SERVICE_UNAVAILABLE' || code === 'TIMEOUT') {
          return sendRefusal(reply, { status: 503, code, message, headers: { 'retry-after': '1' } });
        }
        const headers = {
          'www-authenticate': `Bearer error="invalid_token", error_description="${message.replaceAll('"', "'")}"`,
        };
        return sendRefusal(reply, { status: 401, code, message, headers });
      },
    );
  };
}

/** Subgraphs write into the audit from where a person acted. What visitors do is not audited. */
function withAddress(viewer: Viewer, address: string): Viewer {
  return viewer.kind === 'anonymous' ? viewer : { ...viewer, address };
}

/** Whether the request is one of GraphQL over HTTP. */
function checkForm(env: RouterEnv): preHandlerHookHandler {
  return (request, reply, done) => {
    if (request.method === 'GET' && env.LANDING_PAGE && request.headers.accept?.includes('text/html')) return done();
    const read =
      request.method === 'GET'
        ? readSearch(new URLSearchParams(request.url.split('?').slice(1).join('?')))
        : readBody(request.body);
    const unsafe =
      request.method === 'GET' && !read.refusal
        ? refuseUnsafeGet(read.params, { maxTokens: env.MAX_QUERY_TOKENS })
        : undefined;
    const refusal = read.refusal ?? unsafe;
    if (!refusal) return done();
    void sendRefusal(reply, refusal);
  };
}
