import { randomInt } from 'node:crypto';

/** No 0/O, 1/I/L or U: what people read out on the phone must not be misheard. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Such as Q-20261121-7KM2QX: the day in UTC and six random characters (729 million a day). */
export function newOrderNumber(placedAt: Date): string {
  const day = placedAt.toISOString().slice(0, 10).replaceAll('-', '');
  const tail = Array.from({ length: 6 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return `Q-${day}-${tail}`;
}
