import { z } from 'zod';

/**
 * Digits of the minor unit, by currency: ISO 4217, list one, as of November 2026, and the codes that were withdrawn
 * since 2022, for which prices may still be stored. `Intl` is no source for this: it knows display digits (HUF: 0).
 * Codes without a minor unit (gold, test codes) are not for prices.
 */
const CODES_BY_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
    MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG ZWL`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]),
  ),
);

/** Digits of the currency's minor unit (EUR: 2, JPY: 0); undefined for what is no currency of ISO 4217, in capitals. */
export function minorDigits(currency: string): number | undefined {
  return DIGITS.get(currency);
}

/** True for a code of ISO 4217 in capitals, such as EUR. */
export function isCurrency(code: string): boolean {
  return DIGITS.has(code);
}

/** What is wrong with a code that is not a currency, with the right spelling where it is known. */
export function currencyProblem(code: string): string {
  const capitals = code.trim().toUpperCase();
  if (code !== capitals && DIGITS.has(capitals)) return `"${code}" is not a currency: write ${capitals}`;
  return `"${code.slice(0, 20)}" is not a currency of ISO 4217 such as EUR`;
}

/** The schema of every currency in an input. */
export const currencyCode = z.string().refine(isCurrency, { error: ({ input }) => currencyProblem(String(input)) });

/** Every code that a price may have, in order. */
export const currencyCodes: readonly string[] = [...DIGITS.keys()].sort();

export type ParsedMoney = { ok: true; amount: number } | { ok: false; problem: string };

const DECIMAL = /^(\d{1,16})(?:\.(\d{1,16}))?$/;

/**
 * Reads a decimal such as "19.99" as minor units of the currency (1999), exactly: nothing is rounded. More decimals
 * than the currency has are a problem unless they are zeros ("19.990" EUR). Grouping and decimal commas are problems,
 * since "1,299" has two meanings.
 */
export function parseMoney(text: string, currency: string): ParsedMoney {
  const digits = minorDigits(currency);
  if (digits === undefined) return { ok: false, problem: currencyProblem(currency) };
  const match = DECIMAL.exec(text.trim());
  if (match === null) return { ok: false, problem: `"${text}" is not an amount such as 19.99` };
  const [, whole = '', fraction = ''] = match;
  const needed = fraction.replace(/0+$/, '');
  if (needed.length > digits) {
    const decimals = digits === 1 ? '1 decimal' : `${digits === 0 ? 'no' : String(digits)} decimals`;
    return { ok: false, problem: `"${text}" has too many decimals: ${currency} has ${decimals}` };
  }
  const amount = BigInt(whole + needed.padEnd(digits, '0'));
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) return { ok: false, problem: `"${text}" is too large an amount` };
  return { ok: true, amount: Number(amount) };
}

/**
 * Minor units as a decimal of the currency: 1999 EUR is "19.99", 1999 JPY "1999". The reverse of `parseMoney`, as
 * exact.
 */
export function majorUnits(amount: number, currency: string): `${number}` {
  const digits = minorDigits(currency) ?? 0;
  const [sign, text] = amount < 0 ? ['-', String(-amount)] : ['', String(amount)];
  const padded = text.padStart(digits + 1, '0');
  const decimal = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
  return `${sign}${decimal}` as `${number}`;
}

/** As people of the locale write it: 1999 EUR is "19,99 €" in German. Always with the digits of the minor unit. */
export function formatMoney(amount: number, currency: string, locale: string): string {
  const digits = minorDigits(currency) ?? 0;
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(locale, format).format(majorUnits(amount, currency));
}
