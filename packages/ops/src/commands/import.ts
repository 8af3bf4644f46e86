import { resolve } from 'node:path';
import { currencyCode } from '@quartet/service-kit';
import { z } from 'zod';
import { flag, readArguments, wholeNumber } from '../arguments.ts';
import { importProducts } from '@quartet/catalog/import';
import { requireReadable } from '@quartet/catalog/import';
import { BAD_LINES_TOLD, exitCodeOf, type ImportReport } from '@quartet/catalog/import';
import { showProgress } from '@quartet/catalog/import';
import { runCommand, withSession, type Session } from '../with-services.ts';
import { waitForSearch } from '../wait-for-search.ts';

const HELP = `Imports a product file into the catalog.

  npm run import -- --products FILE [--limit N] [--currency EUR] [--restart]

  --products FILE   JSON lines (.ndjson, .jsonl: one JSON object a line) or columns (.csv, .tsv: a header row first),
                    plain or packed with gzip; UTF-8, or UTF-16 with a byte order mark
  --limit N         only the first N lines
  --currency CODE   of prices that name none: a code of ISO 4217 (default EUR)
  --restart         from line 1, also where an earlier import of the file was cut off
  --help            shows this

Nothing is guessed: a line with a price of too many decimals, an unknown currency, a SKU with a blank or bytes that are
not UTF-8 is skipped, and told with its number and the reason. What a product can do without (a tag or the address of a
picture that is too long) is left out and told, and the product stands. The fields are described in dev/demo/README.md.

Importing the same file again changes nothing. An import that was cut off, by Ctrl-C or otherwise, goes on where it stopped
when the same file is imported again.

Exit codes:
  0     all lines are in the catalog
  1     no line is, or something broke: the last line of the output says what
  3     lines were skipped; all others are in the catalog
  130   stopped by Ctrl-C
`;

const argumentsSchema = z.object({
  products: z.string('a file is needed: --products FILE'),
  limit: wholeNumber(1).optional(),
  currency: currencyCode.default('EUR'),
  restart: flag(),
});

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), argumentsSchema);
  if (options === null) {
    process.stdout.write(HELP);
    return 0;
  }
  // npm runs scripts in the repository's folder; the file is meant from where npm was called.
  const path = resolve(process.env['INIT_CWD'] ?? '.', options.products);
  await requireReadable(path);
  return withSession((session) => importInto(session, { ...options, file: path }), { endsItself: true });
}

async function importInto(
  { catalog, search, log, stop }: Session,
  options: { file: string; limit?: number | undefined; currency: string; restart: boolean },
): Promise<number> {
  const startedAt = Date.now();
  const display = showProgress();
  const report = await importProducts({ catalogDb: catalog.db, ...options, stop, onProgress: display.show, log });
  if (report.stoppedAfter !== null) {
    display.end();
    process.stdout.write(describe(report, null));
    process.stderr.write(
      `Stopped after line ${report.stoppedAfter}: import the same file again to go on from there (--restart begins anew)\n`,
    );
    return exitCodeOf(report);
  }
  const searchable = await waitForSearch({
    catalogDb: catalog.db,
    indexedCount: () => search.indexedCount(),
    onProgress: display.show,
    stop,
  });
  display.end();
  process.stdout.write(describe(report, { searchable, seconds: (Date.now() - startedAt) / 1000 }));
  return exitCodeOf(report);
}

function describe(report: ImportReport, found: { searchable: number; seconds: number } | null): string {
  const { products, categories, attributes } = report;
  const n = (count: number): string => count.toLocaleString('en');
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const inSearch = found === null ? '' : `, ${found.seconds.toFixed(1)} s until search has all ${n(found.searchable)}`;
  const lines = [
    ...report.notes,
    ...(report.resumedAfter === null
      ? []
      : [`Went on behind line ${n(report.resumedAfter)}; up to there ${n(report.badLinesBefore)} lines were skipped`]),
    `Lines       ${n(report.lines)}, of them skipped ${n(report.badLineCount)}`,
    `Products    ${n(products.created)} new, ${n(products.updated)} changed, ${n(products.unchanged)} as before; drafts ${n(report.drafts)}`,
    `Categories  ${n(categories.total)}, of them new ${n(categories.created)}`,
    `Attributes  ${n(attributes.definitions)} definitions; ${n(attributes.droppedDefinitions)} names too rare for one (${n(attributes.undefinedValues)} values left out); ${n(attributes.unfitValues)} values did not fit`,
    `Time        ${(report.durationMs / 1000).toFixed(1)} s into the catalog${inSearch}`,
    `Memory      ${n(peak)} MB at most`,
    ...(report.badLineCount > 0 ? ['Skipped:'] : []),
    ...report.badLines.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(report.badLineCount > BAD_LINES_TOLD ? [`  … and ${n(report.badLineCount - BAD_LINES_TOLD)} more`] : []),
    ...(report.remarks.length > 0 ? ['Imported, but:'] : []),
    ...report.remarks.flatMap(({ count, told }) => [
      ...told.map(({ line, text }) => `  line ${line}: ${text}`),
      ...(count > told.length ? [`  … and ${n(count - told.length)} more such cases`] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

await runCommand('import', main);
