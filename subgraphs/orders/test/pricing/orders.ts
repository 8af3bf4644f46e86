import type { OfferedPromotion } from '../../src/pricing/discount.ts';
import { priceOrder, type LineToPrice, type Priced, type PricingContext } from '../../src/pricing/price-order.ts';
import type { ShippingTariff } from '../../src/pricing/shipping.ts';
import type { TaxRate } from '../../src/pricing/tax.ts';

export const NOW = new Date('2026-11-27T12:00:00Z');
const BERLIN = { country: 'DE', region: null };

const GERMAN_RATES: TaxRate[] = [
  { country: 'DE', region: null, taxClass: 'STANDARD', basisPoints: 1900 },
  { country: 'DE', region: null, taxClass: 'REDUCED', basisPoints: 700 },
  { country: 'DE', region: null, taxClass: 'ZERO', basisPoints: 0 },
];

export const PARCEL: ShippingTariff = {
  code: 'STANDARD',
  label: 'Standard',
  freeFrom: null,
  steps: [
    { upToGrams: 1_000, price: 490 },
    { upToGrams: 10_000, price: 990 },
  ],
};

/** A line at 10.00 that weighs 100 g. */
export function line(change: Partial<LineToPrice> = {}): LineToPrice {
  return {
    sku: 'M-1',
    quantity: 1,
    unitPrice: 1000,
    taxClass: 'STANDARD',
    weightGrams: 100,
    requiresShipping: true,
    ...change,
  };
}

/** A shop in Germany whose customer has chosen everything. */
export function given(change: Partial<PricingContext> = {}): PricingContext {
  return {
    currency: 'EUR',
    now: NOW,
    settings: { pricesIncludeTax: true, defaultWeightGrams: null, shippingTaxClass: 'STANDARD' },
    taxRates: GERMAN_RATES,
    tariffs: [PARCEL],
    promotion: null,
    shippingPlace: BERLIN,
    billingPlace: null,
    shippingMethod: 'STANDARD',
    ...change,
  };
}

export function code(change: Partial<OfferedPromotion> = {}): PricingContext['promotion'] {
  return {
    code: 'WINTER',
    found: {
      code: 'WINTER',
      benefit: { kind: 'percentage', basisPoints: 1000 },
      startsAt: null,
      endsAt: null,
      maxUses: null,
      maxUsesPerCustomer: null,
      minimum: null,
      used: 0,
      usedByCustomer: 0,
      active: true,
      ...change,
    },
  };
}

export function priced(lines: LineToPrice[], context: PricingContext): Priced {
  const result = priceOrder(lines, context);
  if (result.kind !== 'priced') throw new Error(`not priced: ${JSON.stringify(result)}`);
  return result;
}
