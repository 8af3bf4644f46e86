import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { ANSWER_LIMITS, type AnswerLimits } from './answer-meter.ts';
import { type ErrorCode, SAFE_MESSAGES, toAppError } from '../errors/to-app-error.ts';
import type { HealthChecks } from '../http/health.ts';
import type { Logger } from '../process/log.ts';
import type { OperatorAccess } from '../http/operator-access.ts';
import { type RawRoute, serveRaw } from '../http/raw-route.ts';
import { requestDeadline } from '../http/request-deadline.ts';
import { createHttpServer } from '../http/server.ts';
import type { Subgraph } from './create-subgraph.ts';
import type { Viewer } from '../viewer/viewer.ts';
import { VIEWER_HEADER, type ViewerVerifier } from '../viewer/viewer-header.ts';

/** How many milliseconds the router still waits for the answer. */
export const TIMEOUT_HEADER = 'x-quartet-timeout-ms';

/** How many values and bytes the answer may have, such as `50000 8388608`. */
export const ANSWER_LIMITS_HEADER = 'x-quartet-answer-limits';

/** Whether the answer is to say what it depends on: `1`, or nothing. */
export const CACHE_TAGS_HEADER = 'x-quartet-cache-tags';

const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_TIMEOUT_MS = 120_000;
const DEFAULT_MAX_BODY_BYTES = 4 * 1_024 * 1_024;
const OPEN_ROUTES = ['/health', '/ready', '/metrics'];

const graphqlBody = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

export interface SubgraphServerOptions {
  readonly name: string;
  /** Without it, in a process with workers only, /graphql does not exist. */
  readonly subgraph?: Subgraph;
  readonly checks: HealthChecks;
  /** Who may read /metrics. Default: nobody. */
  readonly operators?: OperatorAccess;
  readonly verify: ViewerVerifier;
  /** Further GET routes that need no viewer, such as /.well-known/jwks.json, with their answers. */
  readonly open?: Readonly<Record<string, () => Promise<unknown>>>;
  /** POSTs of other systems, such as webhooks; they need no viewer. */
  readonly raw?: readonly RawRoute[];
  readonly maxBodyBytes?: number;
  readonly log: Logger;
}

/**
 * A subgraph over HTTP: POST /graphql for the router; /health, /ready, /metrics and `open` for everybody. Every other
 * path needs a signed viewer: without one the answer is 401, whether the path exists or not. Errors have GraphQL's
 * shape.
 */
export function createSubgraphServer(o: SubgraphServerOptions): FastifyInstance {
  const server = createHttpServer({
    name: o.name,
    log: o.log,
    checks: o.checks,
    ...(o.operators !== undefined && { operators: o.operators }),
  });
  const { raw = [] } = o;
  const open = new Set([...OPEN_ROUTES, ...Object.keys(o.open ?? {}), ...raw.map(({ path }) => path)]);
  const viewers = new WeakMap<object, Viewer>();

  // Before the body is read. The matched route decides, not the text of the address.
  server.addHook('onRequest', async (request, reply) => {
    if (open.has(request.routeOptions.url ?? '')) return;
    try {
      const header = request.headers[VIEWER_HEADER];
      viewers.set(request, await o.verify(typeof header === 'string' ? header : undefined));
    } catch (error) {
      const { code, message, cause } = toAppError(error);
      request.log.warn({ reason: cause instanceof Error ? cause.message : undefined }, 'a request was rejected');
      return refuse(reply, 401, code, message);
    }
  });
  server.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'NOT_FOUND', SAFE_MESSAGES.notFound));
  answerErrors(server);

  for (const [path, answer] of Object.entries(o.open ?? {})) server.get(path, () => answer());
  for (const route of raw) serveRaw(server, route);
  const { subgraph } = o;
  if (!subgraph) return server;
  server.removeContentTypeParser('text/plain');
  server.post('/graphql', { bodyLimit: o.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES }, async (request, reply) => {
    const viewer = viewers.get(request);
    if (!viewer) throw new Error('a request passed without its viewer being read');
    const body = graphqlBody.safeParse(request.body);
    if (!body.success) return refuse(reply, 400, 'BAD_USER_INPUT', 'The request needs a query, and variables if any');
    const { query, operationName, variables } = body.data;
    const result = await subgraph.execute({
      query,
      operationName: operationName ?? null,
      ...(variables && { variables }),
      viewer,
      requestId: request.id,
      limits: limitsOf(request.headers[ANSWER_LIMITS_HEADER]),
      cacheTags: request.headers[CACHE_TAGS_HEADER] === '1',
      ...requestDeadline(reply, timeoutOf(request.headers[TIMEOUT_HEADER])),
    });
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(result));
  });
  return server;
}

function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error, request, reply) => {
    const given = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    const status = typeof given === 'number' ? given : 500;
    if (status >= 400 && status < 500) return refuse(reply, status, 'BAD_USER_INPUT', wordsFor(status));
    const known = toAppError(error);
    request.log.error({ err: error }, 'request failed');
    const away = known.code === 'SERVICE_UNAVAILABLE' || known.code === 'TIMEOUT';
    return refuse(reply, away ? 503 : 500, known.code, known.message);
  });
}

function wordsFor(status: number): string {
  if (status === 413) return 'The request is too large';
  if (status === 415) return 'The request must be application/json';
  return 'The request cannot be read';
}

function refuse(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

function timeoutOf(header: string | string[] | undefined): number {
  const given = typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : DEFAULT_TIMEOUT_MS;
  return Math.min(given, MAX_TIMEOUT_MS);
}

function limitsOf(header: string | string[] | undefined): AnswerLimits {
  const [, values, bytes] = /^(\d{1,12}) (\d{1,12})$/.exec(String(header)) ?? [];
  return values === undefined ? ANSWER_LIMITS : { values: Number(values), bytes: Number(bytes) };
}
