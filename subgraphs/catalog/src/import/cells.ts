import { parse } from 'csv-parse/sync';

type Open = 'open';

/**
 * The cells of a row; `open` if a quoted cell continues on the next line. A quote within an unquoted cell is text. Row by
 * row and not as a stream of csv-parse: after a quote that is never closed, a stream would take the rest of the file for
 * one cell, where only the row with that quote must be lost.
 */
export function cellsOf(text: string, delimiter: string): string[] | Open | { reason: string } {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    const rows: string[][] = parse(text, { delimiter, relax_quotes: true, relax_column_count: true });
    // The reader splits lines at one kind of line end; text after another kind must not be lost.
    return rows.length > 1 ? { reason: 'a line end of another kind stands between its cells' } : (rows[0] ?? []);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : { reason: error.message };
  }
}
