import { together } from '@quartet/service-kit';
import type { Cart } from '../cart/cart.ts';
import type { Db } from '../database.ts';
import type { Address } from '../ordering/order.ts';
import { priceOrder, type Incomplete, type Priced, type PricingRefusal } from '../pricing/price-order.ts';
import { pricingContext } from '../pricing/pricing-context.service.ts';
import type { Place } from '../pricing/tax.ts';
import { findSkus } from '../sku-catalog/sku-catalog.repository.ts';
import type { CatalogSku } from '../sku-catalog/sku.ts';
import type { QuoteRequest } from './checkout.input.ts';

export interface CartPrice<P = Priced | Incomplete> {
  kind: 'price';
  price: P;
  /** What the catalog says of each SKU, at the prices of the price. */
  skus: Map<string, CatalogSku>;
}

export type CartPricing = CartPrice | { kind: 'item_unavailable'; skus: string[] } | PricingRefusal;

/** What a cart costs at today's prices, for the quote and for the order: one round trip. The cart has a line. */
export async function priceCart(
  db: Db,
  cart: Cart,
  { request, customer }: { request: QuoteRequest; customer: { userId: string | null; email: string | null } },
): Promise<CartPricing> {
  const currency = cart.currency ?? '';
  // One order of the lines for stock, prices and rounding, whatever the customer put in first.
  const lines = cart.lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
  const { shippingAddress, shippingMethod, promotionCode } = request;
  const billingAddress = request.billingAddress ?? shippingAddress;
  const choices = {
    currency,
    shippingPlace: placeOf(shippingAddress),
    billingPlace: placeOf(billingAddress),
    shippingMethod,
    promotionCode,
    customer,
  };
  const wanted = lines.map(({ sku }) => sku);
  const [skus, context] = await together(db, (one) =>
    Promise.all([findSkus(one, wanted), pricingContext(one, choices)]),
  );
  const unavailable: string[] = [];
  const sold = lines.flatMap(({ sku, quantity }) => {
    const found = skus.get(sku);
    if (!found?.purchasable || found.price?.currency !== currency) {
      unavailable.push(sku);
      return [];
    }
    const { taxClass, weightGrams, requiresShipping, price } = found;
    return { sku, quantity, unitPrice: price.amount, taxClass, weightGrams, requiresShipping };
  });
  if (unavailable.length > 0) return { kind: 'item_unavailable', skus: unavailable };
  const price = priceOrder(sold, context);
  return price.kind === 'priced' || price.kind === 'incomplete' ? { kind: 'price', price, skus } : price;
}

function placeOf(address: Address | null): Place | null {
  return address && { country: address.country, region: address.region };
}
