/** How many SKUs of a run are stored: about 20 MB at most. */
const LIMIT = 200_000;

export interface SeenSkus {
  /** The earlier line with this SKU, if it is known; stores this line as the new one. */
  note(sku: string, line: number): number | undefined;
}

/** The lines of the SKUs of a file, for as many of them as fit. */
export function createSeenSkus(limit = LIMIT): SeenSkus {
  const lines = new Map<string, number>();
  return {
    note(sku, line) {
      const before = lines.get(sku);
      // A copy, since a substring would keep the whole line in memory.
      if (before !== undefined || lines.size < limit) lines.set(before === undefined ? copyOf(sku) : sku, line);
      return before;
    },
  };
}

export interface ReplacedLines {
  note(sku: string, line: number): void;
  has(line: number): boolean;
}

/**
 * The lines that a later one with the same SKU replaces, for as many as fit: written one after the other they would change
 * the product at every import of the file.
 */
export function createReplacedLines(limit = LIMIT): ReplacedLines {
  const seen = createSeenSkus(limit);
  const replaced = new Set<number>();
  return {
    note(sku, line) {
      const before = seen.note(sku, line);
      if (before !== undefined && replaced.size < limit) replaced.add(before);
    },
    has: (line) => replaced.has(line),
  };
}

const copyOf = (text: string): string => Buffer.from(text).toString();
