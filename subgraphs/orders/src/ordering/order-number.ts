import { randomInt } from 'node:crypto';

/** No 0/O, 1/I/L or U: what people read out on the phone must not be misheard. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** No number is longer. */
const MAX_LENGTH = 50;

/** A number as it is printed, from what a person typed; null for what can be none. */
export function asPrinted(typed: string): string | null {
  const printed = typed.trim().toUpperCase();
  return printed.length > 0 && printed.length <= MAX_LENGTH ? printed : null;
}

/** Such as Q-20261121-7KM2QX: the day in UTC and six random characters (729 million a day). */
export function newOrderNumber(placedAt: Date): string {
  const day = placedAt.toISOString().slice(0, 10).replaceAll('-', '');
  const tail = Array.from({ length: 6 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return `Q-${day}-${tail}`;
}
