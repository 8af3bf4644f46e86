/** Where everything of one installation lives; two installations differ by their prefix. */
export interface IndexNames {
  /** The alias that searches and writes use. */
  products: string;
  /** The index behind the alias: mapping version and a number that each rebuild raises. */
  productsIndex(build: number): string;
  /** One entry per order line: what popularity is summed from. */
  sales: string;
  /** The newest stock of each SKU, whosever it is. */
  stock: string;
  /** What earlier versions of this code made and this one has no use for. */
  former: readonly string[];
}

/** Raised with every change of products.mapping.ts: `migrate` then rebuilds the index. */
export const MAPPING_VERSION = 5;

export function indexNames(prefix: string): IndexNames {
  return {
    products: `${prefix}_products`,
    productsIndex: (build) => `${prefix}_products_v${MAPPING_VERSION}_${build}`,
    sales: `${prefix}_sales`,
    stock: `${prefix}_stock`,
    former: [`${prefix}_unplaced_stock`],
  };
}

/** The number at the end of an index's name. */
export function buildOf(index: string): number {
  const build = Number(/_(\d+)$/.exec(index)?.[1]);
  if (!Number.isSafeInteger(build)) throw new Error(`${index} is not an index that this code has made`);
  return build;
}
