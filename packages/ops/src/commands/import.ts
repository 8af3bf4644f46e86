import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { currencyCode } from '@quartet/service-kit';
import {
  BAD_LINES_TOLD,
  exitCodeOf,
  importProducts,
  type ImportReport,
  requireReadable,
} from '@quartet/catalog/import';
import { wholeNumber } from '../arguments.ts';
import { connectEngines, type OpsContext } from '../context.ts';
import { showProgress } from '../progress-display.ts';
import { ALL_SETTINGS } from '../servers/index.ts';
import { waitForSearch } from '../wait-for-search.ts';
import { type Services, withServices } from '../with-services.ts';

const MORE_HELP = `
The file is JSON lines (.ndjson, .jsonl: one JSON object a line) or columns (.csv, .tsv: a header row first), plain or
packed with gzip; UTF-8, or UTF-16 with a byte order mark. The fields are described in subgraphs/catalog/src/import/README.md.

Nothing is guessed: a line with a price of too many decimals, an unknown currency, a SKU with a blank or bytes that are
not UTF-8 is skipped, and reported with its number and the reason. What a product can do without (a tag or the address of
a picture that is too long) is left out and reported, and the product stands.

Importing the same file again changes nothing. An import that was cut off, by Ctrl-C or otherwise, goes on where it stopped
when the same file is imported again.

Exit codes:
  0     all lines are in the catalog
  1     no line is, or something broke: the last line of the output says what
  3     lines were skipped; all others are in the catalog
  130   stopped by Ctrl-C`;

interface ImportRequest {
  products: string;
  limit?: number;
  currency: string;
  restart?: boolean;
}

export function addImport(program: Command, context: OpsContext): void {
  program
    .command('import')
    .description('imports a product file into the catalog')
    .requiredOption('--products <file>', 'the file')
    .option('--limit <n>', 'only the first n lines', wholeNumber(1))
    .option('--currency <code>', 'of prices that name none: a code of ISO 4217', currency, 'EUR')
    .option('--restart', 'from line 1, also where an earlier import of the file was cut off')
    .addHelpText('after', MORE_HELP)
    .action(async (request: ImportRequest) => {
      process.exitCode = await runImport(context, request);
    });
}

function currency(text: string): string {
  const parsed = currencyCode.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(parsed.error.issues.map(({ message }) => message).join('; '));
}

async function runImport(context: OpsContext, request: ImportRequest): Promise<number> {
  const { env = process.env } = context;
  // npm runs scripts in the repository's folder; the path is relative to the folder where npm was called.
  const file = resolve(env['INIT_CWD'] ?? '.', request.products);
  await requireReadable(file);
  const connect = () => connectEngines(context, ALL_SETTINGS);
  return withServices({ name: 'import', connect, env, endsItself: true }, (services) =>
    importInto(services, { ...request, file }),
  );
}

async function importInto(
  { catalog, search, log, stop }: Services,
  { file, limit, currency: code, restart }: ImportRequest & { file: string },
): Promise<number> {
  const startedAt = Date.now();
  const display = showProgress();
  const report = await importProducts({
    catalogDb: catalog.db,
    file,
    limit,
    currency: code,
    restart,
    stop,
    onProgress: display.show,
    log,
  });
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
