/** Numbers that must not pass through 53 bits of binary floating point: identities and money. */
const EXACT = new Set(['sku', 'id', 'mpn', 'price', 'priceCents', 'amount', 'weightGrams']);

// A number of 16 digits or more may lose precision. Checking only the values of these names is several times cheaper than
// checking every digit of the line.
const LONG_AMOUNT =
  /"(?:price|priceCents|amount|weightGrams)"[ \t\r\n]*:[ \t\r\n]*-?(?:[\d.]{16}|[\d.]+[eE][+-]?\d{16})/;

// A name may contain an escape sequence: then the whole line is checked.
const LONG_NUMBER = /[\d.]{16}/;
const mayHoldLongAmount = (line: string): boolean =>
  line.includes('\\u') ? LONG_NUMBER.test(line) : LONG_AMOUNT.test(line);

/**
 * Parses a line of JSON. If an identity is a number, or an amount may be too long for one, the fields that must be exact
 * are returned as their text in the file: 9007199254740993 and 1.10 do not change.
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

/** A reviver is far slower, so only the few lines that need it come here. */
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
