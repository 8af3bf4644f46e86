/** One measured figure. `ratio` is value / value of the row that `against` names. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  against: string | null;
  ratio: number | null;
}

/** A row that stands for itself. */
export function row(name: string, value: number, unit: string): Row {
  return { name, value: rounded(value), unit, against: null, ratio: null };
}

/** A row beside another one of the same run. */
export function rowAgainst(base: Row, name: string, value: number, unit: string): Row {
  return { name, value: rounded(value), unit, against: base.name, ratio: rounded(value / base.value) };
}

/** The middle one of an odd number of measures, the mean of the two middle ones of an even number. */
export function median(measures: readonly number[]): number {
  const sorted = [...measures].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error('nothing was measured');
  return (low + high) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The rows as a table for people. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ['name', 'value', 'unit', 'against', 'ratio'],
    ...rows.map((one) => [
      one.name,
      String(one.value),
      one.unit,
      one.against ?? '',
      one.ratio === null ? '' : `${one.ratio}`,
    ]),
  ];
  return aligned(cells, { numeric: [1, 4] });
}

/** Lines of cells, one below the other. @param numeric the columns that end at the same place */
export function aligned(lines: readonly (readonly string[])[], { numeric }: { numeric: readonly number[] }): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, at) => (numeric.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Does something with each, so many at a time. */
export async function atOnce<T>(all: readonly T[], clients: number, one: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const loop = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await one(next);
  };
  await Promise.all(Array.from({ length: clients }, loop));
}
