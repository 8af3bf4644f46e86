import { type Subgraphs, startSubgraphs, stopSubgraphs } from '@quartet/ops';
import { type Distributed, type DistributedOptions, startDistributed } from './distributed/index.ts';
import { startInOneProcess } from './in-one-process.ts';
import type { Topology } from './topology.ts';

/** `port`: of the (first) router; 0 takes any free port. `beforeListening`: frees a port that is held for it. */
export type StartShopOptions = Omit<DistributedOptions, 'replicas'>;

export interface ShopOptions extends StartShopOptions {
  readonly topology: Topology;
  /** Distributed only: so many processes of each kind. Default 1. */
  readonly replicas?: number;
  /** In one process only: whether its workers run. Default true. */
  readonly workers?: boolean;
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
export async function startShop(options: ShopOptions): Promise<RunningShop> {
  if (options.topology === 'in-memory') return startInOneProcess(options);
  // First, so that wrong settings are reported by this process.
  const subgraphs = await startSubgraphs({ ...options, workers: false });
  const distributed = await startDistributed(options).catch(async (error: unknown) => {
    await stopSubgraphs(subgraphs);
    throw error;
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
