import { savePromotion, saveShippingMethod, saveShopSettings, saveTaxRate } from '@quartet/orders';
import type { OrdersDb } from '../databases.ts';

/** Basis points: the standard and the reduced rate where demo customers live, and of some neighbours. */
const RATES: Readonly<Record<string, readonly [standard: number, reduced: number]>> = {
  AT: [2000, 1000],
  BE: [2100, 600],
  CH: [810, 260],
  DE: [1900, 700],
  ES: [2100, 1000],
  FR: [2000, 550],
  GB: [2000, 500],
  IT: [2200, 1000],
  LU: [1700, 800],
  NL: [2100, 900],
  PT: [2300, 600],
};

const DEMO = { kind: 'operator', command: 'seed' } as const;

const NEAR = ['AT', 'DE'];
const FAR = Object.keys(RATES).filter((country) => !NEAR.includes(country));

/** In minor units, whatever it weighs: imported catalogues are not all in euros. */
const STANDARD_ELSEWHERE = { USD: 590, GBP: 450, CHF: 690, CAD: 790, AUD: 890, JPY: 700 } as const;

/** Prices of up to 2, 10, 31.5 and 250 kg. */
const steps = (...prices: readonly number[]) =>
  [2_000, 10_000, 31_500, 250_000].flatMap((upToGrams, at) => {
    const price = prices[at];
    return price === undefined ? [] : [{ upToGrams, price }];
  });

const METHODS = [
  {
    code: 'STANDARD',
    label: 'Standard, 3 to 5 days',
    zones: [
      { countries: NEAR, currency: 'EUR', freeFrom: 10_000, steps: steps(490, 790, 1_690, 7_900) },
      { countries: FAR, currency: 'EUR', freeFrom: 20_000, steps: steps(990, 1_490, 2_990, 14_900) },
      ...Object.entries(STANDARD_ELSEWHERE).map(([currency, price]) => {
        return { countries: Object.keys(RATES), currency, steps: [{ upToGrams: 250_000, price }] };
      }),
    ],
  },
  {
    code: 'EXPRESS',
    label: 'Express, next working day',
    zones: [
      { countries: NEAR, currency: 'EUR', steps: steps(1_290, 1_790, 3_490) },
      { countries: FAR, currency: 'EUR', steps: steps(2_490, 3_490, 6_990) },
    ],
  },
  {
    code: 'PICKUP',
    label: 'Pick up in the shop',
    zones: [{ countries: ['DE'], currency: 'EUR', steps: steps(0, 0, 0, 0) }],
  },
] as const;

const PROMOTIONS = [
  { code: 'WELCOME10', basisPoints: 1_000, maxUsesPerCustomer: 1 },
  { code: 'FREESHIP', freeShipping: true, minimumSubtotal: { amount: 5_000, currency: 'EUR' } },
  { code: 'FIVE', amount: { amount: 500, currency: 'EUR' }, minimumSubtotal: { amount: 2_500, currency: 'EUR' } },
] as const;

/** What the demo shop charges besides its prices. What staff have changed stays as it is. */
export async function writeCharges(db: OrdersDb): Promise<void> {
  await saveShopSettings(db, DEMO, { pricesIncludeTax: true, defaultWeightGrams: 500 });
  for (const [country, [standard, reduced]] of Object.entries(RATES)) {
    await saveTaxRate(db, DEMO, { country, taxClass: 'STANDARD', basisPoints: standard });
    await saveTaxRate(db, DEMO, { country, taxClass: 'REDUCED', basisPoints: reduced });
    await saveTaxRate(db, DEMO, { country, taxClass: 'ZERO', basisPoints: 0 });
  }
  for (const [position, { zones, ...method }] of METHODS.entries()) {
    await saveShippingMethod(db, DEMO, {
      ...method,
      position,
      zones: zones.map((zone) => ({ ...zone, countries: [...zone.countries] })),
    });
  }
  for (const promotion of PROMOTIONS) await savePromotion(db, DEMO, promotion);
}
