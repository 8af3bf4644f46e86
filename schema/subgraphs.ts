/** The subgraphs of the shop: one SDL file, one database and one service each. */
export const SUBGRAPHS = ['users', 'orders', 'catalog', 'search'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];
