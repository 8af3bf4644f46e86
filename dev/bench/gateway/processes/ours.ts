import { createHttpTransport, readRouterEnv, startRouter } from '@quartet/router';
import { createLogger } from '@quartet/service-kit';
import { readSettings } from '../settings.ts';
import { ready } from './ready.ts';

// Our router with all that it does for a request: tokens, limits, cost.

const { supergraph, subgraphs, jwks } = readSettings();
const log = createLogger({ name: 'router', level: 'error' });
const env = readRouterEnv({
  NODE_ENV: 'production',
  PORT: '0',
  // Lists of this graph say nothing of their lengths.
  MAX_QUERY_COST: String(Number.MAX_SAFE_INTEGER),
});
const transports = Object.fromEntries(
  Object.entries(subgraphs).map(([name, url]) => [
    name,
    // These subgraphs are not ours: they are told nothing of the viewer.
    createHttpTransport({ name, urls: [url.replace(/\/graphql$/, '')], sign: () => Promise.resolve(''), log }),
  ]),
);
const router = await startRouter({
  env,
  transports: transports as never,
  supergraphSdl: supergraph,
  jwks: () => Promise.resolve(jwks),
  checks: {},
  log,
});
ready(router.url);
