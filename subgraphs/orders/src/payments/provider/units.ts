import { minorDigits } from '@quartet/service-kit';

/** How a provider writes amounts: most count the minor units of ISO 4217, and each has its exceptions. */
export interface ProviderUnits {
  /** Digits where they differ from ISO 4217. */
  readonly digits: Readonly<Record<string, number>>;
  /** Amounts in the provider's units must be a multiple of this. */
  readonly steps: Readonly<Record<string, number>>;
  /** Currencies that the provider cannot write. */
  readonly without: ReadonlySet<string>;
}

export const ISO_UNITS: ProviderUnits = { digits: {}, steps: {}, without: new Set() };

/**
 * docs.stripe.com/currencies, November 2026. Krónur and Ugandan shillings have no minor unit any more, but are written with two
 * zeros; ariary have one in ISO 4217 and none at Stripe. The last digit of a currency with three must be 0.
 */
export const STRIPE_UNITS: ProviderUnits = {
  digits: { ISK: 2, UGX: 2, MGA: 0 },
  steps: { ISK: 100, UGX: 100, BHD: 10, JOD: 10, KWD: 10, OMR: 10, TND: 10 },
  without: new Set(['CLF', 'IQD', 'LYD', 'UYI', 'UYW']),
};

/** Minor units of ISO 4217 as the provider writes them; null where it cannot write that amount. Nothing is rounded. */
export function toProviderUnits(units: ProviderUnits, amount: number, currency: string): number | null {
  if (units.without.has(currency)) return null;
  const shift = shiftOf(units, currency);
  if (shift === null || !Number.isSafeInteger(amount)) return null;
  const written = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
  return Number.isSafeInteger(written) && written % (units.steps[currency] ?? 1) === 0 ? written : null;
}

/** The reverse. @throws RangeError for an amount that is no whole number of ISO 4217's minor units */
export function fromProviderUnits(units: ProviderUnits, written: number, currency: string): number {
  const shift = shiftOf(units, currency);
  if (shift === null) throw new RangeError(`${currency} is no currency of ISO 4217`);
  const amount = shift >= 0 ? written / 10 ** shift : written * 10 ** -shift;
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${String(written)} ${currency} has a part of a minor unit`);
  return amount;
}

/** How many digits the provider writes more than ISO 4217 has. */
function shiftOf(units: ProviderUnits, currency: string): number | null {
  const iso = minorDigits(currency);
  return iso === undefined ? null : (units.digits[currency] ?? iso) - iso;
}
