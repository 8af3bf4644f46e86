import { parse } from 'csv-parse/sync';

type Open = 'open';

/** The cells of a row; `open` where a quoted cell goes on in the next line. A quote within a bare cell is text. */
export function cellsOf(text: string, delimiter: string): string[] | Open | { reason: string } {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const rows: string[][] = parse(text, { delimiter, relax_quotes: true, relax_column_count: true });
    // The reader knows one sign as the end of lines; what another one ends must not be lost.
    return rows.length > 1 ? { reason: 'a line end of another kind stands between its cells' } : (rows[0] ?? []);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : { reason: error.message };
  }
}
