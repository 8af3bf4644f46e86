export interface ShippingMethod {
  code: string;
  label: string;
  /** Minor units by ISO 4217 code; a method is not offered in a currency that is missing here. */
  price: Readonly<Record<string, number>>;
}

export const SHIPPING_METHODS: readonly ShippingMethod[] = [
  {
    code: 'STANDARD',
    label: 'Standard, 3 to 5 days',
    price: { EUR: 490, USD: 590, GBP: 450, CHF: 690, CAD: 790, AUD: 890, JPY: 700 },
  },
  {
    code: 'EXPRESS',
    label: 'Express, next working day',
    price: { EUR: 1290, USD: 1490, GBP: 1190, CHF: 1490, CAD: 1990, AUD: 2190, JPY: 1800 },
  },
  {
    code: 'PICKUP',
    label: 'Pick up in the shop',
    price: { EUR: 0, USD: 0, GBP: 0, CHF: 0, CAD: 0, AUD: 0, JPY: 0 },
  },
];

/** What the method costs in the currency, in minor units; null where it is unknown or not offered in it. */
export function shippingOffer(code: string, currency: string): { code: string; label: string; price: number } | null {
  const method = SHIPPING_METHODS.find((candidate) => candidate.code === code);
  const price = method?.price[currency];
  return method === undefined || price === undefined ? null : { code: method.code, label: method.label, price };
}
