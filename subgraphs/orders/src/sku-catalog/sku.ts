export const TAX_CLASSES = ['STANDARD', 'REDUCED', 'ZERO'] as const;
export type TaxClass = (typeof TAX_CLASSES)[number];

export interface CategoryStep {
  id: string;
  slug: string;
  name: string;
}

/** What the SKUs of a product share. */
export interface ProductCopy {
  productId: string;
  version: number;
  productName: string;
  /** From the root to the product's own category. */
  categoryPath: CategoryStep[];
}

export interface SkuCopy {
  sku: string;
  productId: string;
  variantName: string;
  imageUrl: string | null;
  /** Null: the SKU has no price. */
  price: { amount: number; currency: string } | null;
  weightGrams: number | null;
  taxClass: TaxClass;
  requiresShipping: boolean;
  purchasable: boolean;
}

/** What an order needs to know of a SKU, as the catalog last published it. */
export type CatalogSku = SkuCopy & Pick<ProductCopy, 'productName' | 'categoryPath'>;

export interface SkuState {
  sku: string;
  productId: string;
  /** The version of its product that is stored. */
  version: number;
  purchasable: boolean;
  /** Null: the SKU was never stocked. */
  available: number | null;
}
