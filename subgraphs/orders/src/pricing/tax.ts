import { sameText } from '@quartet/service-kit';
import type { TaxClass } from '../sku-catalog/sku.ts';
import { proportion, sumOf, WHOLE } from './amounts.ts';

export interface TaxRate {
  /** ISO 3166-1 alpha-2 */
  country: string;
  /** Null: the whole country, where no row names the region. */
  region: string | null;
  taxClass: TaxClass;
  basisPoints: number;
}

/** Where the goods go; where nothing is shipped, where the bill goes. */
export interface Place {
  country: string;
  region: string | null;
}

/** What an order or a quote shows of one rate: `base` is the amount without tax, also where prices include it. */
export interface TaxLine {
  taxClass: TaxClass;
  rateBasisPoints: number;
  base: number;
  amount: number;
}

export interface Taxed {
  taxClass: TaxClass;
  basisPoints: number;
  /** After discount, as shown: with the tax inside where prices include tax. */
  amount: number;
  tax: number;
}

/** The rate of the region, else the country's; undefined where the table has none, which never means 0 %. */
export function rateAt(rates: readonly TaxRate[], place: Place, taxClass: TaxClass): number | undefined {
  const ofClass = rates.filter((rate) => rate.country === place.country && rate.taxClass === taxClass);
  const region = place.region === null ? null : sameText(place.region);
  const found =
    ofClass.find((rate) => rate.region !== null && sameText(rate.region) === region) ??
    ofClass.find((rate) => rate.region === null);
  return found?.basisPoints;
}

/** Rounded half up, once: the caller sums taxes and never rounds a sum again. */
export function taxOf(amount: number, basisPoints: number, pricesIncludeTax: boolean): number {
  return proportion(amount, basisPoints, pricesIncludeTax ? WHOLE + basisPoints : WHOLE);
}

/** One line per class and rate, in the order of their first amount. */
export function taxLines(taxed: readonly Taxed[], pricesIncludeTax: boolean): TaxLine[] {
  const groups = Map.groupBy(taxed, ({ taxClass, basisPoints }) => `${taxClass} ${String(basisPoints)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const amount = sumOf(group.map(({ tax }) => tax));
    const shown = sumOf(group.map((one) => one.amount));
    return {
      taxClass: first.taxClass,
      rateBasisPoints: first.basisPoints,
      base: pricesIncludeTax ? shown - amount : shown,
      amount,
    };
  });
}
