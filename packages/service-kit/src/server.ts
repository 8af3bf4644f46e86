import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { checkReadiness } from './health.ts';
import type { HealthChecks } from './health.ts';
import { newId } from './ids.ts';
import type { Logger } from './log.ts';
import { metricsRegistry } from './metrics.ts';

const REQUEST_ID = /^[\w.:-]{1,100}$/;
const UNLOGGED = new Set(['/health', '/ready', '/metrics']);

/**
 * An HTTP server with /health (the process is alive), /ready (every dependency answers, with its latency) and /metrics.
 * Each request has an id: the x-request-id it came with, else a new one; it is in the answer and in the log.
 */
export function createHttpServer(o: { name: string; log: Logger; checks: HealthChecks }): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = o.log;
  const server = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : newId();
    },
    // A stop drains: new requests on open connections are still answered, idle connections are closed.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? request.url;
    if (UNLOGGED.has(path)) return;
    request.log.info(
      { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
  });
  server.get('/health', async () => ({ status: 'ok' }));
  server.get('/ready', async (_request, reply) => {
    const { ready, dependencies } = await checkReadiness(o.checks);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', dependencies });
  });
  server.get('/metrics', async (_request, reply) => {
    const registry = metricsRegistry();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  metricsRegistry();
  return server;
}
