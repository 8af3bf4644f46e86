import { readFileSync } from 'node:fs';
import {
  type HealthChecks,
  type Logger,
  type RawRoute,
  closeGracefully,
  createHttpServer,
  createRedis,
  listen,
  operatorAccess,
  serveRaw,
  withDeadline,
} from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { createEntityCache } from '../entity-cache/entity-cache.ts';
import type { RouterEnv } from '../env.ts';
import { serveGraphiql } from '../graphiql/routes.ts';
import { unreadableCors } from './cors.ts';
import { createGraphVersions } from './graph-versions.ts';
import { createPersistedQueries } from './persisted-queries.ts';
import { serveGraphql } from './graphql-route.ts';
import { createLoadShedding } from './load-shedding.ts';
import { type ServedGraphOptions, createServedGraph } from './served-graph.ts';
import { type ReachSubgraphs, reachFixed } from '../transport/reach-subgraphs.ts';
import type { Transport } from '../transport/transport.ts';
import { createTokenKeys } from './token-keys.ts';
import { type ViewerOptions, type ViewerReader, createViewerReader, everybodyAnonymous } from './viewer.ts';

export interface Router {
  /** Where GraphQL is served, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /**
   * Serves another supergraph from the next request on.
   * @throws with the reason, where it cannot be served; the one before goes on
   */
  update(supergraphSdl: string): Promise<void>;
  /** Answers what is under way (5 s at most), then closes. */
  stop(): Promise<void>;
}

export interface StartRouterOptions {
  env: RouterEnv;
  /** By the names in the supergraph, or how those that it names are reached. */
  transports: Readonly<Record<string, Transport>> | ReachSubgraphs;
  supergraphSdl: string;
  /** What verifies tokens. Default: none are read, and everybody is anonymous. */
  jwks?: (signal: AbortSignal) => Promise<JSONWebKeySet>;
  /** How often those keys are renewed. Default: each minute. */
  keysEveryMs?: number;
  /** What tokens must say. Default: that of Quartet's, by the settings. */
  tokens?: Omit<ViewerOptions, 'keys'>;
  checks: HealthChecks;
  /** POSTs of other systems that a subgraph answers, such as webhooks. Default: none. */
  raw?: readonly RawRoute[];
  /** Default: no headers of a client are forwarded, and all subgraphs get fetches that are ready together in one request. */
  executor?: ServedGraphOptions['executor'];
  /** The pages at /graphql and /graphiql are about Quartet. Default: as the settings say. */
  pages?: boolean;
  log: Logger;
}

/** How long a stop waits for what clients that have gone have begun. */
const DRAIN_MS = 5_000;

/** Serves a supergraph over HTTP. Throws with a readable message where it cannot be served, or the port is taken. */
export async function startRouter(options: StartRouterOptions): Promise<Router> {
  const { log, transports } = options;
  const env = { ...options.env, LANDING_PAGE: options.pages ?? options.env.LANDING_PAGE };
  const caches = openCaches(env.entityCacheUrl, log);
  const { entityCache, persisted } = caches;
  const graphs = await createGraphVersions(options.supergraphSdl, {
    create: (supergraphSdl) =>
      createServedGraph(supergraphSdl, {
        reach: typeof transports === 'function' ? transports : reachFixed(transports),
        executor: { ...options.executor, ...(entityCache && { entityCache }) },
        persisted,
        env,
        log,
        welcomeQuery: welcomeQuery(),
      }),
    log,
  }).catch((error: unknown) => {
    caches.close();
    throw error;
  });
  const viewers = readViewers(options);
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
  const shedding = createLoadShedding({ maxLagMs: env.MAX_EVENT_LOOP_LAG_MS });
  await serveGraphql(http, { graphs, persisted, viewers: viewers.reader, shedding, env });

  async function stop(): Promise<void> {
    await closeGracefully(http);
    // Mutations of clients that have gone have no connection any more, and are waited for all the same.
    await withDeadline(() => graphs.idle(), { ms: DRAIN_MS, late: () => undefined });
    shedding.stop();
    viewers.stop();
    await graphs.stop();
    caches.close();
  }

  try {
    const url = `${await listen(http, { host: env.HOST, port: env.PORT })}/graphql`;
    log.info({ url, supergraph: graphs.version() }, 'router is ready');
    return { url, update: (supergraphSdl) => graphs.update(supergraphSdl), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One for all supergraphs that are served in turn: what was kept under one is not found under another. */
function openCaches(url: string | undefined, log: Logger) {
  const redis = url === undefined ? undefined : createRedis({ url, name: 'router-cache', log });
  return {
    entityCache: redis && createEntityCache({ redis }),
    persisted: createPersistedQueries(redis),
    close: () => redis?.disconnect(),
  };
}

function readViewers({ jwks, keysEveryMs, tokens, env, log }: StartRouterOptions): {
  reader: ViewerReader;
  stop(): void;
} {
  if (!jwks) return { reader: everybodyAnonymous, stop: () => undefined };
  const keys = createTokenKeys({ jwks, log, ...(keysEveryMs !== undefined && { timing: { everyMs: keysEveryMs } }) });
  const { issuer, audience, ...more } = tokens ?? { issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE };
  return { reader: createViewerReader({ keys, issuer, audience, ...more }), stop: () => keys.stop() };
}

/** What the landing page shows first. */
function welcomeQuery(): string {
  return readFileSync(new URL('../../../schema/flagship.graphql', import.meta.url), 'utf8');
}
