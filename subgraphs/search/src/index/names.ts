/** Where everything of one installation lives; two installations differ by their prefix. */
export interface IndexNames {
  /** The alias that searches and writes use. */
  products: string;
  /** The index behind the alias: mapping version and a number that each rebuild raises. */
  productsIndex(build: number): string;
  /** One entry per order line: what popularity is summed from. */
  sales: string;
  /** Stock that came without its product's id, until the product is known. */
  unplacedStock: string;
}

/** Raised with every change of products.mapping.ts: `migrate` then rebuilds the index. */
export const MAPPING_VERSION = 4;

export function indexNames(prefix: string): IndexNames {
  return {
    products: `${prefix}_products`,
    productsIndex: (build) => `${prefix}_products_v${MAPPING_VERSION}_${build}`,
    sales: `${prefix}_sales`,
    unplacedStock: `${prefix}_unplaced_stock`,
  };
}

/** The number at the end of an index's name. */
export function buildOf(index: string): number {
  const build = Number(/_(\d+)$/.exec(index)?.[1]);
  if (!Number.isSafeInteger(build)) throw new Error(`${index} is not an index that this code has made`);
  return build;
}
