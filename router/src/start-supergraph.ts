import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Logger, StartError, createViewerSigner, messageOf, readViewerSecrets } from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { type GraphConfig, type SubgraphConfig, limitsAsSettings, parseSubgraph, readConfig } from './config/config.ts';
import { type RouterEnv, readRouterEnv } from './env.ts';
import { subgraphTimeout } from './limits.ts';
import { type Router, startRouter } from './server/server.ts';
import { ANY_ALGORITHM, readAnyClaims, readQuartetClaims } from './server/viewer.ts';
import { type SubgraphAddress, readSubgraphs } from './supergraph/read-supergraph.ts';
import { watchSupergraph } from './supergraph/watch-supergraph.ts';
import { createHttpTransport } from './transport/http-transport.ts';
import { type ReachSubgraphs, reachByAddress } from './transport/reach-subgraphs.ts';
import { readKeys, remoteKeys } from './transport/remote-subgraph.ts';

/**
 * What a list costs is known where the schema says its length (`@listSize`), as ours does. Another one has a limit where it is
 * given one; fields, and what answers hold, are limited all the same.
 */
const NO_LIMIT_OF_COST = { MAX_QUERY_COST: String(Number.MAX_SAFE_INTEGER) };

/** Its invalidation is told by subgraphs of ours. */
const NO_CACHE = { ENTITY_CACHE: 'false' };

type Settings = Record<string, string | undefined>;

/** Serves any supergraph, and takes up what its file becomes. It needs nothing of Quartet. */
export async function startSupergraph(options: {
  supergraph: string;
  config: string | undefined;
  settings: Settings;
  log: Logger;
}): Promise<Pick<Router, 'url' | 'stop'>> {
  const { supergraph: file, settings, log } = options;
  const config = readConfig(options.config);
  const env = readRouterEnv({ ...NO_LIMIT_OF_COST, ...settings, ...limitsAsSettings(config.limits), ...NO_CACHE });
  const supergraphSdl = readSupergraph(file);
  const subgraphOf = subgraphSettings(config);
  checkNames(config, { supergraphSdl, file });
  const router = await startRouter({
    env,
    transports: reachConfigured(subgraphOf, { env, settings, log }),
    supergraphSdl,
    ...tokenSettings(config, options.config),
    checks: {},
    executor: {
      forwards: (name) => subgraphOf(name).forward,
      mergesFetches: (name) => subgraphOf(name).mergeFetches,
      timeoutMs: (name) => timeoutOf(subgraphOf(name), name, env),
    },
    pages: false,
    log,
  });
  const watch = watchSupergraph({
    file,
    served: supergraphSdl,
    take: (text) => router.update(text),
    everyMs: env.SUPERGRAPH_POLL_MS,
    log,
  });
  return {
    url: router.url,
    async stop() {
      await watch.stop();
      await router.stop();
    },
  };
}

function readSupergraph(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartError(`The supergraph ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** Those of a subgraph that the configuration does not name are the defaults. */
function subgraphSettings({ subgraphs }: GraphConfig): (name: string) => SubgraphConfig {
  const defaults = parseSubgraph({});
  return (name) => (Object.hasOwn(subgraphs, name) ? subgraphs[name] : undefined) ?? defaults;
}

/** A name that is misspelt would leave its subgraph without what was meant for it. */
function checkNames(
  { subgraphs }: GraphConfig,
  { supergraphSdl, file }: { supergraphSdl: string; file: string },
): void {
  const names = subgraphsIn(supergraphSdl).map(({ name }) => name);
  const unknown = Object.keys(subgraphs).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  const problems = unknown.map(
    (name) => `the configuration names the subgraph "${name}": ${file} has ${names.join(', ')}`,
  );
  throw new StartError(problems.join('\n'), { problems });
}

function subgraphsIn(supergraphSdl: string): readonly SubgraphAddress[] {
  try {
    return readSubgraphs(supergraphSdl);
  } catch (cause) {
    throw new StartError(`The supergraph cannot be served: ${messageOf(cause)}`, { cause });
  }
}

function reachConfigured(
  subgraphOf: (name: string) => SubgraphConfig,
  { env, settings, log }: { env: RouterEnv; settings: Settings; log: Logger },
): ReachSubgraphs {
  const sign = lazily(() => createViewerSigner(readViewerSecrets(settings)));
  return reachByAddress({
    urlsOf({ name, url }) {
      const urls = subgraphOf(name).url ?? [url];
      if (urls.every((one) => /^https?:$/.test(URL.parse(one)?.protocol ?? ''))) return urls;
      throw new Error(
        `the supergraph says no URL of the subgraph "${name}": the configuration has to, as subgraphs.${name}.url`,
      );
    },
    create: (name, urls) =>
      createHttpTransport({
        name,
        urls,
        ...(subgraphOf(name).viewer && { sign: sign() }),
        timeoutMs: timeoutOf(subgraphOf(name), name, env),
        maxCalls: env.SUBGRAPH_MAX_CALLS,
        maxWaiting: env.SUBGRAPH_MAX_WAITING,
        maxAnswerBytes: env.MAX_ANSWER_BYTES,
        log,
      }),
  });
}

const timeoutOf = ({ timeoutMs }: SubgraphConfig, name: string, env: RouterEnv): number =>
  timeoutMs ?? subgraphTimeout(env, name);

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Subgraphs of ours understand our own tokens only. */
function tokenSettings(config: GraphConfig, file = ''): Partial<Parameters<typeof startRouter>[0]> {
  if (!config.tokens) return {};
  const { keys, issuer, audience } = config.tokens;
  const isOurs = Object.values(config.subgraphs).some(({ viewer }) => viewer);
  const readClaims = isOurs ? readQuartetClaims : readAnyClaims;
  return { jwks: keysFrom(keys, dirname(file)), tokens: { issuer, audience, algorithms: ANY_ALGORITHM, readClaims } };
}

function keysFrom(keys: string, folder: string): (signal: AbortSignal) => Promise<JSONWebKeySet> {
  if (/^https?:/.test(keys)) return remoteKeys([keys]);
  const path = resolve(folder, keys);
  return async () => readKeys(await readFile(path, 'utf8'));
}
