import { resolve } from 'node:path';
import { currencyCode } from '@quartet/service-kit';
import { z } from 'zod';
import { flag, readArguments, wholeNumber } from './arguments.ts';
import { importProducts } from './import/import.ts';
import { requireReadable } from './import/readable.ts';
import { BAD_LINES_TOLD, type ImportReport } from './import/report.ts';
import { showProgress } from './progress.ts';
import { runCommand, withSession, type Session } from './session.ts';
import { waitForSearch } from './wait-for-search.ts';

const HELP = `Imports a product file into the catalog.

  npm run import -- --products FILE [--limit N] [--currency EUR] [--restart]

  --products FILE   .ndjson (one JSON object a line) or .csv (a header row and columns); .gz is unpacked on the way
  --limit N         only the first N lines
  --currency CODE   of prices that name none (default EUR)
  --restart         from line 1, also where an earlier import of the file was cut off

Bad lines are reported and skipped. Importing the same file again adds nothing. An import that was cut off, by Ctrl-C or
otherwise, goes on where it stopped when the same file is imported again. The exit code is 0 when at least one product
went in (or the file has no lines left), 130 after Ctrl-C, else 1.
`;

const INTERRUPTED = 130;

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
    return INTERRUPTED;
  }
  const searchable = await waitForSearch({
    catalogDb: catalog.db,
    indexedCount: () => search.indexedCount(),
    onProgress: display.show,
    stop,
  });
  display.end();
  process.stdout.write(describe(report, { searchable, seconds: (Date.now() - startedAt) / 1000 }));
  const { created, updated, unchanged } = report.products;
  return created + updated + unchanged > 0 || report.lines === 0 ? 0 : 1;
}

function describe(report: ImportReport, found: { searchable: number; seconds: number } | null): string {
  const { products, categories, attributes } = report;
  const n = (count: number): string => count.toLocaleString('en');
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const inSearch = found === null ? '' : `, ${found.seconds.toFixed(1)} s until search has all ${n(found.searchable)}`;
  const lines = [
    ...report.notes,
    ...(report.resumedAfter === null ? [] : [`Went on behind line ${n(report.resumedAfter)}`]),
    `Lines       ${n(report.lines)}, of them bad ${n(report.badLineCount)}`,
    `Products    ${n(products.created)} new, ${n(products.updated)} changed, ${n(products.unchanged)} as before; drafts ${n(report.drafts)}`,
    `Categories  ${n(categories.total)}, of them new ${n(categories.created)}`,
    `Attributes  ${n(attributes.definitions)} definitions; ${n(attributes.droppedDefinitions)} names too rare for one (${n(attributes.undefinedValues)} values left out); ${n(attributes.unfitValues)} values did not fit`,
    `Time        ${(report.durationMs / 1000).toFixed(1)} s into the catalog${inSearch}`,
    `Memory      ${n(peak)} MB at most`,
    ...report.badLines.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(report.badLineCount > BAD_LINES_TOLD ? [`  … and ${n(report.badLineCount - BAD_LINES_TOLD)} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

await runCommand('import', main);
