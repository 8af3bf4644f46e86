/** How many SKUs of a run are remembered: some 20 MB at most. */
const LIMIT = 200_000;

export interface SeenSkus {
  /** The line on which this SKU stood before, if it is known; from now on it is known with this one. */
  note(sku: string, line: number): number | undefined;
}

/** On which lines the SKUs of a file stand, for as many of them as there is room. */
export function createSeenSkus(limit = LIMIT): SeenSkus {
  const lines = new Map<string, number>();
  return {
    note(sku, line) {
      const before = lines.get(sku);
      // A copy: a part of a line would keep the whole line in memory.
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
 * The lines that a later one with the same SKU replaces, for as many as there is room: written one after the other they
 * would change the product at every import of the file.
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
