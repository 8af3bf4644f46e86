import type { ProductId } from '@quartet/service-kit';
import type { ValidProductInput } from './product.input.ts';
import type { ProductContent } from './product.ts';

/** A valid input that is being saved. */
export interface Draft {
  /** Its position in the caller's list. */
  place: number;
  id: ProductId;
  input: ValidProductInput;
  content: ProductContent;
  /** The states of its category and of those above it that it was checked against. */
  savedUnder: string[];
  /** As the client chose it, or derived from the name once the product is created. */
  slug: string;
  /** How many of its derived slugs were taken. */
  slugsTaken: number;
  passes: number;
}
