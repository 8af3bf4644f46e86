export const TOPOLOGIES = ['in-memory', 'distributed'] as const;

/** In one process, where the router executes the subgraphs in memory; or each as a process of its own, over HTTP. */
export type Topology = (typeof TOPOLOGIES)[number];
