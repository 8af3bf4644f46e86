import { cartOwnerOf } from '../../cart/cart-owner.ts';
import { quoteCheckout as quote } from '../../checkout/quote.service.ts';
import type { Incomplete, Priced } from '../../pricing/price-order.ts';
import { toCartRefusal } from '../checkout-refusals.ts';
import { money } from '../money.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const quoteCheckout: NonNullable<QueryResolvers['quoteCheckout']> = async (_query, { input }, context) => {
  const outcome = await quote(context, cartOwnerOf(context.viewer, input.guestToken), input);
  if (outcome.kind !== 'quote') return toCartRefusal(outcome);
  return { __typename: 'Quote', ...toQuote(outcome.price), cartVersion: outcome.cartVersion };
};

function toQuote(price: Priced | Incomplete) {
  const { currency, subtotal, discount, pricesIncludeTax } = price;
  const known = price.kind === 'priced' ? price : null;
  const orNull = (amount: number | undefined) => (amount === undefined ? null : money(amount, currency));
  return {
    subtotal: money(subtotal, currency),
    discount: money(discount, currency),
    pricesIncludeTax,
    shipping: orNull(known?.shipping),
    tax: orNull(known?.tax),
    shippingTax: orNull(known?.shippingTax),
    total: orNull(known?.total),
    taxes: (known?.taxes ?? []).map((line) => ({
      ...line,
      base: money(line.base, currency),
      amount: money(line.amount, currency),
    })),
    methods: price.methods.map((method) => ({ ...method, price: money(method.price, currency) })),
  };
}
