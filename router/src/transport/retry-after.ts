const SECONDS = /^\d{1,9}$/;

/**
 * How long a server asks to be left alone, in ms; undefined where it says nothing that is a wait: no header, 0, a time that
 * has passed, or no time at all.
 */
export function retryAfterMs(header: string | string[] | undefined, now = Date.now()): number | undefined {
  const text = typeof header === 'string' ? header.trim() : '';
  const ms = SECONDS.test(text) ? Number(text) * 1_000 : /[a-z]/i.test(text) ? Date.parse(text) - now : Number.NaN;
  return ms > 0 ? ms : undefined;
}
