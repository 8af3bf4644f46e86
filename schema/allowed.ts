import type { Change } from './breaking.ts';

/** One entry of allowed-breaks.json: a break that was agreed on. */
export interface Allowed {
  /** The change in the exact words of the check. */
  change: string;
  /** Why clients can do without it. */
  reason: string;
  /** Where it was agreed: an issue, a pull request. */
  issue: string;
}

const FIELDS = ['change', 'reason', 'issue'] as const;

/**
 * Reads allowed-breaks.json.
 * @throws Error that names a malformed entry
 */
export function readAllowed(text: string): Allowed[] {
  if (text.trim() === '') return [];
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) throw new Error('schema/allowed-breaks.json must be a list of entries');
  return entries.map((entry: unknown, at) => {
    if (isAllowed(entry)) return entry;
    throw new Error(
      `schema/allowed-breaks.json, entry ${at + 1}: needs ${FIELDS.join(', ')}, each a text, and nothing else`,
    );
  });
}

function isAllowed(entry: unknown): entry is Allowed {
  if (typeof entry !== 'object' || entry === null || Object.keys(entry).length !== FIELDS.length) return false;
  return FIELDS.every((field) => {
    const value: unknown = (entry as Record<string, unknown>)[field];
    return typeof value === 'string' && value.trim() !== '';
  });
}

/**
 * Which breaks remain, and which entries are unused. An entry counts only in the change that adds it: entries that the
 * base has already are history, so that the same break does not pass twice.
 */
export function weigh(
  breaks: readonly Change[],
  o: { entries: readonly Allowed[]; base: readonly Allowed[] },
): { refused: Change[]; allowed: (Change & Allowed)[]; idle: Allowed[] } {
  const old = new Set(o.base.map((entry) => JSON.stringify(FIELDS.map((field) => entry[field]))));
  const fresh = o.entries.filter((entry) => !old.has(JSON.stringify(FIELDS.map((field) => entry[field]))));
  const entryOf = (change: string) => fresh.find((entry) => entry.change === change);
  const made = new Set(breaks.map(({ change }) => change));
  return {
    refused: breaks.filter(({ change }) => !entryOf(change)),
    allowed: breaks.flatMap((one) => {
      const entry = entryOf(one.change);
      return entry ? [{ ...one, ...entry }] : [];
    }),
    idle: fresh.filter(({ change }) => !made.has(change)),
  };
}
