import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import { currencyProblem, isCurrency, parseMoney } from '@quartet/service-kit';
import { quoted } from './remarks.ts';

export interface Price {
  /** Minor units. */
  amount: number;
  currency: string;
}

export type PriceOutcome = { ok: true; price: Price | null } | { ok: false; reason: string };

/** The price fields of a line: numbers as they were parsed, or their text in the file. */
export interface WrittenPrice {
  priceCents?: string | number | null | undefined;
  price?: string | number | { amount: string | number; currency: string } | null | undefined;
  currency?: string | null | undefined;
}

const WHOLE = /^\d{1,16}(?:\.0+)?$/;

/**
 * The exact price of a line: nothing is rounded or guessed. A price of 0 counts as none: in product files it means
 * "unknown".
 */
export function priceOf(written: WrittenPrice, defaultCurrency: string): PriceOutcome {
  const { price } = written;
  const ofPrice = typeof price === 'object' ? price : null;
  const currency = ofPrice?.currency ?? written.currency ?? defaultCurrency;
  if (!isCurrency(currency)) return refused('currency', currencyProblem(currency));
  if (written.currency != null && written.currency !== currency) {
    return refused('price', `its currency is ${currency}, and that of the line ${written.currency}`);
  }
  const amounts: number[] = [];
  for (const [field, text, read] of [
    ['priceCents', written.priceCents, readMinor],
    ['price', ofPrice === null ? price : ofPrice.amount, ofPrice === null ? readMajor : readMinor],
  ] as const) {
    if (text == null || typeof text === 'object' || String(text).trim() === '') continue;
    const amount = read(text, currency);
    if (typeof amount === 'string') return refused(field, amount);
    if (amount > PRODUCT_LIMITS.price) {
      return refused(field, `${quoted(text)} is above the limit of ${PRODUCT_LIMITS.price} minor units`);
    }
    amounts.push(amount);
  }
  const [amount = 0, other = amount] = amounts;
  if (amount !== other) return refused('price', `it says ${other}, and priceCents ${amount}, in minor units`);
  return { ok: true, price: amount === 0 ? null : { amount, currency } };
}

const refused = (field: string, problem: string): PriceOutcome => ({ ok: false, reason: `${field}: ${problem}` });

type Read = (written: string | number, currency: string) => number | string;

const readMinor: Read = (written) => {
  const text = String(written).trim();
  const amount = WHOLE.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(amount) ? amount : `${quoted(written)} is not a whole number of minor units such as 1999`;
};

const readMajor: Read = (written, currency) => {
  const parsed = parseMoney(String(written), currency);
  return parsed.ok ? parsed.amount : parsed.problem;
};
