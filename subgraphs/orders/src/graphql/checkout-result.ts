import type { CheckoutOutcome } from '../checkout/checkout.service.ts';
import { availableAtMost } from './available-at-most.ts';
import { toCartRefusal } from './checkout-refusals.ts';
import { concurrentModification } from './concurrent-modification.ts';
import type { ResolversTypes } from './types.generated.ts';

type CheckoutResult = Awaited<ResolversTypes['CheckoutResult']>;

const ASK_AGAIN_MS = 1_000;

/** What a checkout came to, as the graph says it. */
export function toCheckoutResult(outcome: CheckoutOutcome): CheckoutResult {
  switch (outcome.kind) {
    case 'success':
      return { __typename: 'CheckoutSuccess', order: outcome.order };
    case 'action_required': {
      const { url, clientSecret, order } = outcome;
      return { __typename: 'PaymentActionRequired', message: 'Please approve the payment', url, clientSecret, order };
    }
    case 'declined': {
      const message = 'The payment was declined: try another card';
      return { __typename: 'PaymentDeclined', message, reason: outcome.reason };
    }
    case 'in_progress': {
      const message = 'The order is being worked on: ask again with the same key';
      return { __typename: 'CheckoutInProgress', message, retryAfterMs: ASK_AGAIN_MS, order: outcome.order };
    }
    case 'concurrent_modification':
      return concurrentModification(outcome.currentVersion);
    case 'price_changed': {
      const { expected, actual } = outcome;
      return { __typename: 'PriceChanged', message: 'The order costs another amount now', expected, actual };
    }
    case 'insufficient_stock': {
      const lines = outcome.lines.map((line) => ({ ...line, available: availableAtMost(line.available) }));
      return { __typename: 'InsufficientStock', message: 'There is not enough of what you want to buy', lines };
    }
    case 'idempotency_conflict': {
      const message = 'This key was used for another order: make a new one';
      return { __typename: 'IdempotencyConflict', message, key: outcome.key };
    }
    default:
      return toCartRefusal(outcome);
  }
}
