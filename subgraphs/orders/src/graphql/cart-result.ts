import type { CartTrail } from '../cart/cart-trail.ts';
import type { CartOutcome } from '../cart/cart.service.ts';
import { availableAtMost } from './available-at-most.ts';
import type { ResolversTypes } from './types.generated.ts';

type CartResult = Awaited<ResolversTypes['CartResult']>;

/** What a change of a cart came to, as the graph says it. The trail hears of it. */
export function toCartResult({ cartTrail }: { cartTrail: CartTrail }, outcome: CartOutcome): CartResult {
  if (outcome.kind === 'cart') cartTrail.note(outcome);
  switch (outcome.kind) {
    case 'cart':
      return { __typename: 'Cart', ...outcome.cart };
    case 'not_found':
      return { __typename: 'CartNotFound', message: 'There is no such cart: start a new one without a token' };
    case 'unknown_sku':
      return { __typename: 'UnknownSku', sku: outcome.sku, message: `${outcome.sku} is not sold here` };
    case 'quantity_out_of_range': {
      const { min, max } = outcome;
      return { __typename: 'QuantityOutOfRange', min, max, message: rangeMessage(outcome) };
    }
    case 'insufficient_stock': {
      const { sku, requested } = outcome;
      const available = availableAtMost(outcome.available);
      const message = available === 0 ? `${sku} is sold out` : `There are fewer than ${requested} pieces of ${sku}`;
      return { __typename: 'InsufficientStock', message, lines: [{ sku, requested, available }] };
    }
    case 'currency_mismatch': {
      const { cart, item } = outcome;
      const message = `The cart is in ${cart}, and this is sold in ${item}: empty the cart first`;
      return { __typename: 'CurrencyMismatch', cart, item, message };
    }
  }
}

function rangeMessage({ subject, min, max }: { subject: 'quantity' | 'lines'; min: number; max: number }): string {
  return subject === 'lines' ? `A cart holds ${max} lines at most` : `A quantity lies between ${min} and ${max}`;
}
