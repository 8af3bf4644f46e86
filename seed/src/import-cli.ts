import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readArguments, UsageError, wholeNumber } from './arguments.ts';
import { BAD_LINES_TOLD, importProducts, type ImportReport } from './import/import.ts';
import { showProgress } from './progress.ts';
import { runCommand, withSession } from './session.ts';
import { waitForSearch } from './wait-for-search.ts';

const HELP = `Imports a product file into the catalog.

  npm run import -- --products FILE.ndjson[.gz] [--limit N] [--currency EUR]

  --products FILE   one JSON object a line; .gz is unpacked on the way
  --limit N         only the first N lines
  --currency CODE   of prices that name none (default EUR)

Bad lines are reported and skipped. Importing the same file again adds nothing.
The exit code is 0 when at least one product went in (or the file has no lines at all), else 1.
`;

const argumentsSchema = z.object({
  products: z.string('a file is needed: --products FILE.ndjson[.gz]'),
  limit: wholeNumber(1).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters such as EUR')
    .default('EUR'),
});

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), argumentsSchema);
  if (options === null) {
    process.stdout.write(HELP);
    return 0;
  }
  // npm runs scripts in the repository's folder; the file is meant from where npm was called.
  const file = resolve(process.env['INIT_CWD'] ?? '.', options.products);
  await access(file).catch(() => {
    throw new UsageError(`there is no file ${options.products} that can be read`);
  });
  return withSession(async ({ catalog, search, log }) => {
    const startedAt = Date.now();
    const display = showProgress();
    const report = await importProducts({
      catalogDb: catalog.db,
      file,
      limit: options.limit,
      currency: options.currency,
      onProgress: display.show,
      log,
    });
    const searchable = await waitForSearch({
      catalogDb: catalog.db,
      indexedCount: () => search.indexedCount(),
      onProgress: display.show,
    });
    display.end();
    process.stdout.write(describe(report, { searchable, seconds: (Date.now() - startedAt) / 1000 }));
    const { created, updated, unchanged } = report.products;
    return created + updated + unchanged > 0 || report.lines === 0 ? 0 : 1;
  });
}

function describe(report: ImportReport, o: { searchable: number; seconds: number }): string {
  const { products, categories, attributes } = report;
  const n = (count: number): string => count.toLocaleString('en');
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  const lines = [
    `Lines       ${n(report.lines)}, of them bad ${n(report.badLineCount)}`,
    `Products    ${n(products.created)} new, ${n(products.updated)} changed, ${n(products.unchanged)} as before; drafts ${n(report.drafts)}`,
    `Categories  ${n(categories.total)}, of them new ${n(categories.created)}`,
    `Attributes  ${n(attributes.definitions)} definitions; ${n(attributes.droppedDefinitions)} names too rare for one (${n(attributes.undefinedValues)} values left out); ${n(attributes.unfitValues)} values did not fit`,
    `Time        ${(report.durationMs / 1000).toFixed(1)} s into the catalog, ${o.seconds.toFixed(1)} s until search has all ${n(o.searchable)}`,
    `Memory      ${n(peak)} MB at most`,
    ...report.badLines.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(report.badLineCount > BAD_LINES_TOLD ? [`  … and ${n(report.badLineCount - BAD_LINES_TOLD)} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

await runCommand('import', main);
