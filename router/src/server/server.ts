import { readFileSync } from 'node:fs';
import type { SubgraphName } from '@quartet/schema/subgraphs';
import {
  type HealthChecks,
  type Logger,
  type RawRoute,
  closeGracefully,
  createHttpServer,
  listen,
  operatorAccess,
  serveRaw,
} from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { createApollo, formatError } from './apollo.ts';
import { createFastLane } from './fast-lane.ts';
import { createKnownOperations } from './known-operations.ts';
import { createCostGate } from '../cost/cost-gate.ts';
import type { RouterEnv } from '../env.ts';
import { serveGraphiql } from '../graphiql/routes.ts';
import { createExecutor } from '../executor/create-executor.ts';
import { unreadableCors } from './cors.ts';
import { serveGraphql } from './graphql-route.ts';
import { answerLimits, costLimits } from '../limits.ts';
import type { Transport } from '../transport/transport.ts';
import { createTokenKeys } from './token-keys.ts';
import { createViewerReader } from './viewer.ts';

export interface Router {
  /** Where GraphQL is served, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** Answers what is under way (5 s at most), then closes. */
  stop(): Promise<void>;
}

/** Serves the whole graph over HTTP. Throws with a readable message where the port is taken. */
export async function startRouter(options: {
  env: RouterEnv;
  transports: Readonly<Record<SubgraphName, Transport>>;
  supergraphSdl: string;
  jwks: (signal: AbortSignal) => Promise<JSONWebKeySet>;
  /** How often those keys are renewed. Default: each minute. */
  keysEveryMs?: number;
  checks: HealthChecks;
  /** POSTs of other systems that a subgraph answers, such as webhooks. Default: none. */
  raw?: readonly RawRoute[];
  log: Logger;
}): Promise<Router> {
  const { env, log } = options;
  const executor = await createExecutor(
    {
      supergraphSdl: options.supergraphSdl,
      transports: options.transports,
      subgraphTimeoutMs: env.SUBGRAPH_TIMEOUT_MS,
      answerLimits: answerLimits(env),
      log,
    },
    env.ROUTER_EXECUTOR,
  );
  const { supergraphSdl } = options;
  const gate = createCostGate({ schema: executor.schema, supergraphSdl, limits: costLimits(env) });
  const known = createKnownOperations();
  const lane = createFastLane({ executor, gate, known, formatError });
  const apollo = await createApollo({ executor, gate, known, env, log, welcomeQuery: welcomeQuery() });
  const keys = createTokenKeys({
    jwks: options.jwks,
    log,
    ...(options.keysEveryMs !== undefined && { timing: { everyMs: options.keysEveryMs } }),
  });
  const viewers = createViewerReader({ keys, issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE });
  const http = createHttpServer({
    name: 'router',
    log,
    checks: options.checks,
    operators: operatorAccess(env),
    unreadableHeaders: unreadableCors(env.CORS_ORIGINS),
    trustedProxies: env.TRUSTED_PROXIES,
  });

  if (env.LANDING_PAGE) serveGraphiql(http, { accounts: env.DEMO_LOGINS });
  http.get('/', (_request, reply) => reply.redirect('/graphql'));
  for (const route of options.raw ?? []) serveRaw(http, route);
  await serveGraphql(http, { apollo, lane, viewers, env });

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
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the landing page shows first. */
function welcomeQuery(): string {
  return readFileSync(new URL('../../../schema/flagship.graphql', import.meta.url), 'utf8');
}
