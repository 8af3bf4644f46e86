import { composeServices } from '@apollo/composition';
import { type CacheTagRules, type SubgraphRequest, createSubgraph } from '@quartet/service-kit';
import { type ExecutionResult, parse } from 'graphql';
import { createExecutor } from '../src/executor/create-executor.ts';
import type { Executor, ExecutorName } from '../src/executor/executor.ts';
import type { ExecutorOptions } from '../src/executor/quartet-executor.ts';
import type { Transport } from '../src/transport/transport.ts';
import { log } from './fake-graph.ts';

/** Gives a subgraph the directives of federation. */
export const FEDERATION_LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@interfaceObject", "@inaccessible",
  "@composeDirective"
])\n`;

/** A subgraph by its SDL (without the link to federation) and its resolvers. */
export interface SubgraphSource {
  readonly sdl: string;
  readonly resolvers: object;
  readonly cacheTags?: CacheTagRules;
}

/** A small graph composed of a few subgraphs. */
export interface ComposedGraph {
  readonly supergraphSdl: string;
  readonly transports: Readonly<Record<string, Transport>>;
  /** Requests as the transports got them. */
  readonly calls: { name: string; request: SubgraphRequest }[];
  /** Takes the place of a subgraph's answers: by its name. May ask for the true answer. */
  readonly instead: Map<string, (request: SubgraphRequest, answer: () => Promise<ExecutionResult>) => unknown>;
  executor(name?: ExecutorName, more?: Partial<ExecutorOptions>): Promise<Executor>;
}

export function composeGraph(sources: Readonly<Record<string, SubgraphSource>>): ComposedGraph {
  const named = Object.entries(sources);
  const { supergraphSdl, errors } = composeServices(
    named.map(([name, { sdl }]) => ({ name, url: `http://${name}.example`, typeDefs: parse(FEDERATION_LINK + sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  const calls: ComposedGraph['calls'] = [];
  const instead: ComposedGraph['instead'] = new Map();
  const transports = named.map(([name, { sdl, resolvers, cacheTags }]): [string, Transport] => {
    const subgraph = createSubgraph({
      name,
      typeDefs: FEDERATION_LINK + sdl,
      resolvers,
      createContext: ({ viewer }) => ({ viewer }),
      ...(cacheTags && { cacheTags }),
      log,
    });
    const execute = (request: SubgraphRequest): Promise<ExecutionResult> => {
      calls.push({ name, request });
      const answer = async () => JSON.parse(JSON.stringify(await subgraph.execute(request))) as ExecutionResult;
      const other = instead.get(name);
      return other ? Promise.resolve(other(request, answer) as ExecutionResult) : answer();
    };
    return [name, { execute }];
  });
  const graph = { supergraphSdl, transports: Object.fromEntries(transports), calls, instead };
  const executor = (name?: ExecutorName, more: Partial<ExecutorOptions> = {}) =>
    createExecutor({ supergraphSdl, transports: graph.transports, subgraphTimeoutMs: 5_000, log, ...more }, name);
  return { ...graph, executor };
}
