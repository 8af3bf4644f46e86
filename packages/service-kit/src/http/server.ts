import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { checkReadiness, type HealthChecks, type Readiness } from './health.ts';
import { newId } from '../values/ids.ts';
import type { Logger } from '../process/log.ts';
import { metricsRegistry } from '../process/metrics.ts';
import { type OperatorAccess, isOperator } from './operator-access.ts';
import { answerBadAddress, answerBadHttp } from './unreadable-requests.ts';

const REQUEST_ID = /^[\w.:-]{1,100}$/;
const UNLOGGED = new Set(['/health', '/ready', '/metrics']);

/**
 * An HTTP server with /health (the process is alive) and /ready (every dependency answers) for everybody. Operators
 * also get /metrics, and in /ready each dependency with its latency. Each request has an id, which is in the answer and
 * in the log: its x-request-id, else a new one.
 */
export function createHttpServer(o: {
  name: string;
  log: Logger;
  checks: HealthChecks;
  /** Default: closed. */
  operators?: OperatorAccess;
  /** Headers of the answer to a request that cannot be parsed. */
  unreadableHeaders?: Readonly<Record<string, string>>;
  /** Addresses and networks of the proxies before it, whose X-Forwarded-For is believed. Default: none. */
  trustedProxies?: readonly string[];
}): FastifyInstance {
  const { operators = 'closed' } = o;
  const loggerInstance: FastifyBaseLogger = o.log;
  const server = Fastify({
    loggerInstance,
    trustProxy: o.trustedProxies === undefined || o.trustedProxies.length === 0 ? false : [...o.trustedProxies],
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
    },
    // A stop drains: new requests on open connections are still answered, idle connections are closed.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerBadHttp(o.unreadableHeaders ?? {}),
  });
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] ?? request.url;
    if (!UNLOGGED.has(path)) {
      const ms = Math.round(reply.elapsedTime);
      request.log.info({ method: request.method, path, status: reply.statusCode, ms }, 'request');
    }
    done();
  });
  server.get('/health', async () => ({ status: 'ok' }));
  // Concurrent requests share one check, so that nobody can load the databases with it.
  let checking: Promise<Readiness> | undefined;
  const readiness = () => (checking ??= checkReadiness(o.checks).finally(() => (checking = undefined)));
  server.get('/ready', async (request, reply) => {
    const { ready, dependencies } = await readiness();
    const shown = isOperator(operators, request.headers.authorization) ? { dependencies } : {};
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', ...shown });
  });
  server.get('/metrics', async (request, reply) => {
    if (operators === 'closed') return reply.callNotFound();
    if (!isOperator(operators, request.headers.authorization)) {
      const message = 'The metrics need the header Authorization: Bearer and the OPERATIONS_TOKEN of this process';
      const error = { message, extensions: { code: 'UNAUTHENTICATED' } };
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer')
        .send({ errors: [error] });
    }
    const registry = metricsRegistry();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  metricsRegistry();
  return server;
}
