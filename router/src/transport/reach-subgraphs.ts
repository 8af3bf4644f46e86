import type { SubgraphAddress } from '../supergraph/read-supergraph.ts';
import type { Transport } from './transport.ts';

/** Transports to the subgraphs of one supergraph, by their names. */
export interface ReachedSubgraphs {
  readonly transports: Readonly<Record<string, Transport>>;
  /** The supergraph is no longer served. */
  release(): Promise<void>;
}

/** How the subgraphs that a supergraph names are reached. @throws where one of them cannot be */
export type ReachSubgraphs = (subgraphs: readonly SubgraphAddress[]) => ReachedSubgraphs;

/** The same ones for every supergraph. */
export function reachFixed(transports: Readonly<Record<string, Transport>>): ReachSubgraphs {
  return () => ({ transports, release: () => Promise.resolve() });
}

type ClosableTransport = Transport & { close(): Promise<void> };

/**
 * Makes a transport for each place of a subgraph. Supergraphs that follow each other share it, with its connections and what
 * it knows of its replicas; it is closed when the last one that has it is no longer served.
 */
export function reachByAddress(options: {
  urlsOf: (subgraph: SubgraphAddress) => readonly string[];
  create: (name: string, urls: readonly string[]) => ClosableTransport;
}): ReachSubgraphs {
  const open = new Map<string, { readonly transport: ClosableTransport; holders: number }>();
  return (subgraphs) => {
    const places = subgraphs.map((subgraph) => ({ name: subgraph.name, urls: options.urlsOf(subgraph) }));
    const held = places.map(({ name, urls }) => {
      const key = JSON.stringify([name, urls]);
      const known = open.get(key) ?? { transport: options.create(name, urls), holders: 0 };
      known.holders += 1;
      open.set(key, known);
      return { name, key, known };
    });
    return {
      transports: Object.fromEntries(held.map(({ name, known }) => [name, known.transport])),
      async release() {
        const ended = held.filter(({ known }) => (known.holders -= 1) === 0);
        for (const { key } of ended) open.delete(key);
        await Promise.all(ended.map(({ known }) => known.transport.close()));
      },
    };
  };
}
