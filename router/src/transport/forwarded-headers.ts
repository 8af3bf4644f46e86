import type { IncomingHttpHeaders } from 'node:http';

/** What a connection needs for itself, what says how the body is to be read, and what the router alone may say. */
const NEVER_FORWARDED =
  /^(accept|accept-encoding|connection|content-.*|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|x-quartet-.*)$/;

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/** Why a header of this name (in lower case) cannot be forwarded; undefined where it can. */
export function whyNotForwarded(name: string): string | undefined {
  if (!HEADER_NAME.test(name)) return `"${name}" is no name of a header`;
  return NEVER_FORWARDED.test(name) ? `the header ${name} is never forwarded: it is the router's own` : undefined;
}

/** Those of a client's headers that are forwarded, by their names in lower case; undefined where it sent none of them. */
export function forwardedHeaders(
  names: readonly string[],
  sent: IncomingHttpHeaders | undefined,
): Readonly<Record<string, string>> | undefined {
  if (names.length === 0 || !sent) return undefined;
  let headers: Record<string, string> | undefined;
  for (const name of names) {
    const value = sent[name];
    if (value !== undefined) (headers ??= {})[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}
