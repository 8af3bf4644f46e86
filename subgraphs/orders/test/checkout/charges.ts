import { savePromotion, saveShippingMethod, saveShopSettings, saveTaxRate, type Db } from '../../src/index.ts';

const TEST = { kind: 'operator', command: 'test' } as const;

export const BERLIN = {
  name: 'Ada Lovelace',
  line1: 'Torstraße 1',
  city: 'Berlin',
  postalCode: '10119',
  country: 'DE',
};

/** A shop that sells to Germany: 19 %, inside the prices; 490 for a parcel; 10 % off for TEN. */
export async function openForGermany(db: Db): Promise<void> {
  await saveShopSettings(db, TEST, { pricesIncludeTax: true, defaultWeightGrams: 500 });
  await saveTaxRate(db, TEST, { country: 'DE', taxClass: 'STANDARD', basisPoints: 1900 });
  const zone = { countries: ['DE'], currency: 'EUR', steps: [{ upToGrams: 30_000, price: 490 }] };
  await saveShippingMethod(db, TEST, { code: 'STANDARD', label: 'Standard', zones: [zone] });
  await savePromotion(db, TEST, { code: 'TEN', basisPoints: 1000 });
}
