import type { ProductCriteria } from '@quartet/schema/product-filter';
import { majorUnits, minorDigits } from '@quartet/service-kit';
import { type FacetAnswer, type PriceRanges, productsOf } from './answer.ts';
import { diversity, type FacetValue, facetOf, plainValue, type RatedFacet } from './facet.ts';

export function priceFacet(price: FacetAnswer['price'], chosen: ProductCriteria['price']): RatedFacet {
  const [currency, ranges] = rangesOf(price, chosen);
  const none = facetOf('price', 'Price', 'RANGE', []);
  if (!ranges || currency === undefined) return { facet: none, informativeness: 0 };
  const label = labels(currency);
  const wanted = chosen && (chosen.min !== null || chosen.max !== null) ? chosen : null;
  const values = ranges.values.buckets.flatMap(({ key, from = 0, to, ...counted }): FacetValue[] => {
    const count = productsOf(counted);
    // A price filter includes both ends, so the last amount of a range is one below the start of the next.
    const last = to === undefined ? null : to - 1;
    const isChosen = wanted !== null && (wanted.min ?? 0) === from && wanted.max === last;
    // If a default range is chosen, it occurs twice.
    if (key === 'chosen' ? isOwn(ranges, from, to) : count === 0 && !isChosen) return [];
    return [{ ...plainValue(`${from}-${last ?? ''}`, label(from, last), count, isChosen), from, to: last }];
  });
  const { min, max } = ranges.stats;
  return {
    facet: { ...none, values, unit: currency, min, max },
    informativeness: 0.9 * diversity(values, price.doc_count),
  };
}

function rangesOf(
  price: FacetAnswer['price'],
  chosen: ProductCriteria['price'],
): [currency: string | undefined, ranges: PriceRanges | undefined] {
  if (price.variants) return [chosen?.currency, price.variants.matching.inChosen];
  const [most] = price.currencies.buckets;
  return [most?.key, most?.variants.matching];
}

function isOwn({ values }: PriceRanges, from: number, to: number | undefined): boolean {
  return values.buckets.some((bucket) => bucket.key !== 'chosen' && (bucket.from ?? 0) === from && bucket.to === to);
}

/** Minor units for people: 1999 EUR is 19.99, 1999 JPY is 1,999. */
function labels(currency: string): (from: number, last: number | null) => string {
  const digits = minorDigits(currency) ?? 2;
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const shown = (amount: number): string => format.format(majorUnits(amount, currency)).replace(/\u00a0/g, ' ');
  return (from, last) => (last === null ? `${shown(from)} and more` : `${shown(from)} – ${shown(last)}`);
}
