import { cartOwnerOf } from '../../cart/cart-owner.ts';
import { checkout as buy } from '../../checkout/checkout.service.ts';
import { toCheckoutResult } from '../checkout-result.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const checkout: NonNullable<MutationResolvers['checkout']> = async (_parent, { input }, context) => {
  const { guestToken, returnUrl, ...given } = input;
  // An ended session or a suspended account buys nothing more, however long its access token still lives.
  if (context.viewer.kind === 'user') await context.sessions.require(context.viewer);
  const owner = cartOwnerOf(context.viewer, guestToken);
  return toCheckoutResult(await buy(context, owner, { ...given, returnUrl: returnUrl?.toString() }));
};
