import type { ResolversTypes } from './types.generated.ts';

type Refusal = Exclude<Awaited<ResolversTypes['QuoteResult']>, { __typename: 'Quote' }>;

export type CartRefusal =
  | { kind: 'cart_not_found' }
  | { kind: 'empty_cart' }
  | { kind: 'item_unavailable'; skus: string[] }
  | { kind: 'promotion_invalid'; code: string; message: string }
  | { kind: 'invalid_shipping'; field: string; message: string };

/** What keeps a cart from being priced, as quote and checkout say it. */
export function toCartRefusal(refusal: CartRefusal): Refusal {
  switch (refusal.kind) {
    case 'cart_not_found':
      return { __typename: 'CartNotFound', message: 'There is no such cart: start a new one without a token' };
    case 'empty_cart':
      return { __typename: 'EmptyCart', message: 'There is nothing in the cart' };
    case 'item_unavailable': {
      const { skus } = refusal;
      return { __typename: 'ItemUnavailable', skus, message: `No longer sold: ${skus.join(', ')}` };
    }
    case 'promotion_invalid':
      return { __typename: 'PromotionInvalid', code: refusal.code, message: refusal.message };
    case 'invalid_shipping':
      return { __typename: 'InvalidShipping', field: refusal.field, message: refusal.message };
  }
}
