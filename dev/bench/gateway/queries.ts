/** Three subgraphs are asked, the second and the third at the same time. */
const SMALL = `query Small {
  topProducts(first: 3) { upc name price inStock reviews { id body } }
}`;

/** Apollo's planner makes sixteen requests of it; the answer has some 87 kB. */
const HEAVY = `query Heavy {
  users { ...Person reviews { ...Text product { ...Item reviews { ...Text author { ...Person reviews { ...Text product { ...Item } } } } } } }
  topProducts { ...Item reviews { ...Text author { ...Person reviews { ...Text product { ...Item } } } } }
}
fragment Person on User { id username name }
fragment Text on Review { id body }
fragment Item on Product { inStock name price shippingEstimate upc weight }`;

export const QUERIES = { small: SMALL, heavy: HEAVY } as const;
export type QueryName = keyof typeof QUERIES;
