import { type Distributed, startDistributed } from './distributed/index.ts';
import { type StackOptions, startStack } from './in-one-process.ts';
import { type Subgraphs, startSubgraphs, stopSubgraphs } from './subgraphs.ts';
import type { Topology } from './topology.ts';

export interface ShopOptions extends StackOptions {
  readonly topology: Topology;
  /** Distributed only: so many processes of each kind. Default 1. */
  readonly replicas?: number;
}

/** A running shop in either topology, and from this process its databases, for what is not in the graph. */
export interface RunningShop extends Subgraphs {
  /** Where GraphQL is served, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** Distributed only. */
  readonly distributed?: Distributed;
  stop(): Promise<void>;
}

/** Starts the shop on migrated databases. */
export async function startShop(o: ShopOptions): Promise<RunningShop> {
  if (o.topology === 'in-memory') return startStack(o);
  // First, as wrong settings are told best from here.
  const subgraphs = await startSubgraphs({ ...o, workers: false });
  const distributed = await startDistributed(o).catch(async (err: unknown) => {
    await stopSubgraphs(subgraphs);
    throw err;
  });
  return {
    ...subgraphs,
    url: distributed.url,
    distributed,
    async stop() {
      await distributed.stop();
      await stopSubgraphs(subgraphs);
    },
  };
}
