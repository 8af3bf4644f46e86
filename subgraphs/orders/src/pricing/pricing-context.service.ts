import type { Db } from '../database.ts';
import { canonicalCode, promotionCustomer } from '../promotions/promotions.service.ts';
import { DEFAULT_SETTINGS } from '../shop-settings/shop-settings.service.ts';
import { findPricingTables, findSkusToShip } from './pricing-context.repository.ts';
import type { PricingContext } from './price-order.ts';
import { shippingOffers, weightOf } from './shipping.ts';
import type { Place } from './tax.ts';

/** What the customer chose so far. */
export interface PricingRequest {
  currency: string;
  shippingPlace: Place | null;
  billingPlace: Place | null;
  shippingMethod: string | null;
  promotionCode: string | null;
  customer: { userId: string | null; email: string | null };
}

/** Everything that `priceOrder` asks of the shop's tables, in one round trip; the clock is the database's. */
export async function pricingContext(db: Db, request: PricingRequest): Promise<PricingContext> {
  const { currency, shippingPlace, billingPlace, shippingMethod, promotionCode, customer } = request;
  const code = promotionCode === null ? null : canonicalCode(promotionCode);
  const { promotion: found, ...tables } = await findPricingTables(db, {
    currency,
    taxCountries: [shippingPlace, billingPlace].flatMap((place) => place?.country ?? []),
    shippingCountry: shippingPlace?.country ?? null,
    promotionCode: code,
    customer: promotionCustomer(customer),
  });
  return {
    ...tables,
    currency,
    settings: tables.settings ?? DEFAULT_SETTINGS,
    promotion: promotionCode === null ? null : { code: code ?? promotionCode, found },
    shippingPlace,
    billingPlace,
    shippingMethod,
  };
}

export interface ShippingEstimate {
  amount: number;
  currency: string;
}

/**
 * What one piece of each SKU costs to send to the country by the cheapest method, in one round trip. SKUs that are not
 * sent there, or whose weight is unknown, are missing.
 */
export async function shippingEstimates(
  db: Db,
  country: string,
  pieces: readonly { sku: string; weightGrams: number | null }[],
): Promise<Map<string, ShippingEstimate>> {
  const weights = new Map(pieces.map(({ sku, weightGrams }) => [sku, weightGrams]));
  const found = await findSkusToShip(db, [...weights.keys()], country);
  return new Map(
    found.flatMap(({ sku, priceAmount, currency, requiresShipping, defaultWeightGrams, tariffs }) => {
      if (!requiresShipping) return [[sku, { amount: 0, currency }] as const];
      const piece = { sku, quantity: 1, weightGrams: weights.get(sku) ?? null, requiresShipping };
      const weight = weightOf([piece], defaultWeightGrams);
      if ('unknown' in weight) return [];
      const offers = shippingOffers(tariffs, { grams: weight.grams, worth: priceAmount, freeShipping: false });
      const [cheapest] = offers.map(({ price }) => price).sort((a, b) => a - b);
      return cheapest === undefined ? [] : [[sku, { amount: cheapest, currency }] as const];
    }),
  );
}
