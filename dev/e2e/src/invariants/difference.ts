/** Adds up the numbers of each key. */
export function sums(pairs: readonly (readonly [string, number])[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [key, value] of pairs) totals.set(key, (totals.get(key) ?? 0) + value);
  return totals;
}

/** A line where the two are not the same. */
export function differ(what: string, is: number | undefined, against: string, must: number): string[] {
  return is === must ? [] : [`${what}: ${is ?? 'none'}; ${against}: ${must}`];
}
