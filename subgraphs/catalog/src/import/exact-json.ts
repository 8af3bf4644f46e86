/** Numbers that must not pass through 53 bits of binary floating point: identities and money. */
const EXACT = new Set(['sku', 'id', 'mpn', 'price', 'priceCents', 'amount', 'weightGrams']);

// From 16 digits on a number may be read as another one. To look behind the names alone is several times cheaper than to
// look at every digit of the line.
const LONG_AMOUNT =
  /"(?:price|priceCents|amount|weightGrams)"[ \t\r\n]*:[ \t\r\n]*-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{16})/;

// A name may be written with an escape: then all of the line is looked at.
const LONG_NUMBER = /[\d.]{16}/;
const mayHoldLongAmount = (line: string): boolean =>
  line.includes('\\u') ? LONG_NUMBER.test(line) : LONG_AMOUNT.test(line);

/**
 * A line of JSON. Where an identity is a number, or a price may be a long one, the fields that must be exact are given as the
 * text that stands in the file: 9007199254740993 and 1.10 stay what they are.
 * @throws SyntaxError
 */
export function parseExactly(line: string): unknown {
  const json: unknown = JSON.parse(line);
  if (!isRecord(json)) return json;
  const { sku, id, mpn, price, priceCents, weightGrams } = json;
  const isNumber = typeof sku === 'number' || typeof id === 'number' || typeof mpn === 'number';
  const hasAmount = [price, priceCents, weightGrams].some((value) => typeof value === 'number') || isRecord(price);
  const isLong = hasAmount && mayHoldLongAmount(line);
  return isNumber || isLong ? withSources(line) : json;
}

/** Slower by far than without a reviver: for the few lines that need it. */
function withSources(line: string): unknown {
  const sources = new Map<unknown, Map<string, string>>();
  const note = function (this: unknown, key: string, value: unknown, { source }: { source?: string }): unknown {
    if (typeof value !== 'number' || source === undefined || !EXACT.has(key)) return value;
    const ofHolder = sources.get(this) ?? new Map<string, string>();
    sources.set(this, ofHolder.set(key, source));
    return value;
  };
  // TypeScript does not know the reviver's third parameter yet.
  const root: unknown = JSON.parse(line, note as Parameters<typeof JSON.parse>[1]);
  if (!isRecord(root)) return root;
  for (const holder of [root, root['price']]) {
    if (isRecord(holder)) for (const [key, source] of sources.get(holder) ?? []) holder[key] = source;
  }
  return root;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
