import { cleanText, type CleanText } from '@quartet/service-kit';
import { LRUCache } from 'lru-cache';
import type { RawValue } from './raw-attributes.ts';

/** A number with its unit; "" if there is none. */
export interface Measure {
  number: number;
  unit: string;
}

// 1200.5 · 1,234,567 · 1,200.5, but not 1,200, which is ambiguous: a thousand or a decimal.
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3},\d{3}\.\d+)`;
const UNIT = String.raw`[\p{L}%°µΩ"'][\p{L}\p{M}\p{N}%°µΩ/²³]{0,11}`;
// 43.2 cm · 17" · -20 °C · 4.8 GT/s. One unit, no ranges ("0 - 40"), no lists.
const MEASURE = new RegExp(`^(${NUMBER})(\\s?)(${UNIT})?$`, 'u');
const AMBIGUOUS = new RegExp(`^[+-]?\\d+(?:,\\d+|(?:\\.\\d{3})+,\\d+|[ '’]\\d{3}.*)\\s?(?:${UNIT})?$`, 'u');

/** True for "1,500 kg", "2,5" and "1.500,00": numbers that are not read, since they are ambiguous. */
export function isAmbiguousNumber(value: RawValue): boolean {
  return typeof value === 'string' && beginsAsNumber(value) && AMBIGUOUS.test(value);
}

/**
 * Reads "43.2 cm" as 43.2 and cm. Codes are not numbers: leading zeros ("0095"), eight digits and more in text, and a
 * single letter without a space, unless it is a unit that is written so ("12V", but not "4210R").
 */
export function parseMeasure(value: RawValue): Measure | null {
  // Adding 0 turns -0 into 0, as a database does.
  if (typeof value === 'number') return { number: value + 0, unit: '' };
  if (typeof value === 'boolean' || !beginsAsNumber(value)) return null;
  const match = MEASURE.exec(value);
  if (match === null) return null;
  const [, digits = '', space = '', unit = ''] = match;
  const plain = digits.replaceAll(',', '');
  if (/^[+-]?0\d/.test(plain) || /\d{8,}/.test(plain)) return null;
  if (unit !== '' && space === '' && !TIGHT_UNITS.has(unit)) return null;
  return { number: Number(plain) + 0, unit: UNIT_NAMES.get(unit) ?? unit };
}

/** A digit or a sign: this check alone rules out nearly all other text. */
function beginsAsNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 48 && first <= 57) || first === 43 || first === 45;
}

/** Units that may follow the number without a blank. */
const TIGHT_UNITS = new Set(
  '" % ° °C °F mm cm m km in ft g kg mg lb lbs oz ml l L V W kW A mA mAh Ah Wh kWh Hz kHz MHz GHz KB MB GB TB kB dB nm U VA kVA rpm ms s min h px dpi bit Mbps Gbps'.split(
    ' ',
  ),
);

const UNIT_NAMES = new Map([
  ['inch', 'in'],
  ['inches', 'in'],
  ['"', 'in'],
  ['lbs', 'lb'],
  ['l', 'L'],
  ['sec', 's'],
  ['kB', 'KB'],
]);

// Units that convert into each other, with the factor to the first one. A Map, since units come from files.
const FAMILIES: readonly ReadonlyMap<string, number>[] = [
  { mm: 1, cm: 10, m: 1000, km: 1_000_000 },
  { mg: 0.001, g: 1, kg: 1000 },
  { ml: 1, L: 1000 },
  { KB: 1, MB: 1024, GB: 1024 ** 2, TB: 1024 ** 3 },
  { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9 },
  { mA: 1, A: 1000 },
  { W: 1, kW: 1000 },
  { VA: 1, kVA: 1000 },
  { Mbps: 1, Gbps: 1000 },
  { ms: 1, s: 1000, min: 60_000, h: 3_600_000 },
].map((family) => new Map(Object.entries(family)));

/** The number in another unit, or null if the two do not convert (a bare number has no unit to convert from). */
export function inUnit(measure: Measure, unit: string): number | null {
  if (measure.unit === unit) return measure.number;
  for (const family of FAMILIES) {
    const from = family.get(measure.unit);
    const to = family.get(unit);
    if (from !== undefined && to !== undefined) return Number(((measure.number * from) / to).toPrecision(12));
  }
  return null;
}

const TRUE = new Set(['true', 'yes', 'y']);
const FALSE = new Set(['false', 'no', 'n']);
const LONGEST_WORD = 5;

/** true, "Yes", "n" …, or null if it is neither. */
export function parseBoolean(value: RawValue): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' || value.length > LONGEST_WORD) return null;
  const word = value.toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : null;
}

/** A line of text as it is stored: line breaks written as "\n" in the file become spaces. */
export function plainText(value: string): CleanText {
  return cleanText(value.includes('\\n') ? value.replaceAll('\\n', ' ') : value);
}

const MAX_MEMOIZED = 20_000;

/** Caches results by text: the same few names occur in line after line. */
export function memoized<T extends NonNullable<unknown>>(compute: (text: string) => T): (text: string) => T {
  const results = new LRUCache<string, T>({ max: MAX_MEMOIZED });
  return (text) => {
    let result = results.get(text);
    if (result === undefined) {
      result = compute(text);
      results.set(text, result);
    }
    return result;
  };
}

/** display_diagonal → Display diagonal; usb_2_0_ports → USB 2 0 ports. */
export function labelOf(name: string): string {
  const words = name
    .split(/[_\-\s]+/)
    .filter((word) => word !== '')
    .map((word) => (ACRONYMS.has(word) ? word.toUpperCase() : word));
  const label = words.join(' ');
  return label.charAt(0).toUpperCase() + label.slice(1);
}

const ACRONYMS = new Set(
  'usb hdd ssd hdmi vga dvi cpu gpu ram lan wlan ups kvm led lcd tv tvs tdp ecc rohs oem hs os ip pc pci nfc gps dc ac'.split(
    ' ',
  ),
);
