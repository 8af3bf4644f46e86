import type { Resolvers } from '../types.generated.ts';
import { Category } from './category.ts';
import { Product } from './product.ts';
import { searchProducts } from './search-products.ts';

/** service-kit brings these. */
type Scalar = 'Currency' | 'SafeInt';
/** Plain data: what the query functions return is what their fields answer. */
type Plain = 'Facet' | 'FacetValue' | 'PageInfo' | 'ProductSearchConnection' | 'ProductSearchEdge' | 'UnmatchedFilter';

export const resolvers: Omit<Resolvers, Scalar | Plain> = { Query: { searchProducts }, Product, Category };
