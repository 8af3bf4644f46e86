/** The names of one installation's indexes; two installations differ by their prefix. */
export interface IndexNames {
  /** The alias that searches and writes use. */
  products: string;
  /** The index behind the alias: mapping version and a number that each rebuild raises. */
  productsIndex(build: number): string;
  /** How many pieces of each product were ordered, and which order lines are counted. */
  sales: string;
  /** The newest stock of each SKU, whatever its product. */
  stock: string;
  /** Indexes of earlier releases that are no longer used. */
  former: readonly string[];
}

/** Raised with every change of products.mapping.ts or of the values of its fields: `migrate` then rebuilds the index. */
export const MAPPING_VERSION = 6;

export function indexNames(prefix: string): IndexNames {
  return {
    products: `${prefix}_products`,
    productsIndex: (build) => `${prefix}_products_v${MAPPING_VERSION}_${build}`,
    sales: `${prefix}_counted_sales`,
    stock: `${prefix}_stock`,
    former: [`${prefix}_unplaced_stock`, `${prefix}_sales`],
  };
}

/** The number at the end of an index's name. */
export function buildOf(index: string): number {
  const build = Number(/_(\d+)$/.exec(index)?.[1]);
  if (!Number.isSafeInteger(build)) throw new Error(`${index} is not an index that this code has made`);
  return build;
}
