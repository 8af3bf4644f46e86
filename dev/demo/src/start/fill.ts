import { catalogIsEmpty } from '@quartet/catalog';
import { importProducts } from '@quartet/catalog/import';
import { type ProgressDisplay, showProgress, type Subgraphs } from '@quartet/ops';
import { demoLogins, ensureStock, seedDemo, unfinishedSeed, waitForAccounts, writeCharges } from '../index.ts';
import type { Logger } from '@quartet/service-kit';
import { registerVerified } from '@quartet/users';
import { waitForCatchUp } from './catch-up.ts';

const BAD_LINES_SHOWN = 10;

export interface FillOptions {
  readonly shop: Subgraphs;
  readonly redisUrl: string;
  /** A product file to import; undefined: the demo data, where the catalog is empty. */
  readonly products: string | undefined;
  readonly limit: number | undefined;
  /** Demo accounts, stock and products may be written. */
  readonly demo: boolean;
  readonly log: Logger;
  say(line: string): void;
}

/**
 * Gives an empty shop its data, and waits until search and orders hold what the catalog published and, with demo data,
 * everything that is sold is in stock. On a shop that has all of it this takes a moment.
 */
export async function fillShop(options: FillOptions): Promise<void> {
  const { shop, log } = options;
  const display = showProgress();
  try {
    const seeded = await bringProducts(options, display);
    // The demo data has its accounts and charges already.
    if (options.demo && !seeded) {
      const accounts = await Promise.all(demoLogins.map((login) => registerVerified(shop.users.db, login)));
      await waitForAccounts(shop.orders.db, accounts);
      await writeCharges(shop.orders.db);
    }
    const { published, skus } = await waitForCatchUp({
      shop,
      redisUrl: options.redisUrl,
      log,
      onProgress: ({ published: all, searchable }) =>
        display.show({
          step: 'Search takes over products',
          done: searchable,
          share: all === 0 ? 1 : Math.min(1, searchable / all),
        }),
    });
    const stocked = options.demo ? await ensureStock({ ordersDb: shop.orders.db, onProgress: display.show }) : 0;
    display.end();
    const news = stocked > 0 ? `, ${stocked.toLocaleString('en')} of them stocked now` : '';
    options.say(`${published.toLocaleString('en')} products, ${skus.toLocaleString('en')} SKUs${news}`);
    if (published === 0 && options.products !== undefined)
      options.say('Nothing is published, so the shop shows nothing: a product without a price is a draft');
  } finally {
    display.end();
  }
}

/** True where the demo data was written. */
async function bringProducts(options: FillOptions, display: ProgressDisplay): Promise<boolean> {
  const { catalog, orders, users } = options.shop;
  if (options.products !== undefined) {
    await importFile(options, options.products, display);
    return false;
  }
  if (!options.demo) return false;
  const unfinished = await unfinishedSeed(catalog.db);
  if (unfinished === null && !(await catalogIsEmpty(catalog.db))) return false;
  options.say(
    unfinished === null
      ? 'The shop is empty: writing the demo data'
      : 'The demo data was cut off half way: writing the rest',
  );
  await seedDemo({
    usersDb: users.db,
    ordersDb: orders.db,
    checkout: orders.payments.current?.name === 'sandbox' ? orders.tools : undefined,
    catalogDb: catalog.db,
    ...unfinished,
    onProgress: display.show,
    log: options.log,
  });
  display.end();
  return true;
}

async function importFile(options: FillOptions, file: string, display: ProgressDisplay): Promise<void> {
  const report = await importProducts({
    catalogDb: options.shop.catalog.db,
    file,
    limit: options.limit,
    onProgress: display.show,
    log: options.log,
  });
  display.end();
  for (const note of report.notes) options.say(note);
  if (report.resumedAfter !== null)
    options.say(`An import of this file was cut off: it went on behind line ${report.resumedAfter}`);
  const { created, updated, unchanged } = report.products;
  const seconds = (report.durationMs / 1000).toFixed(1);
  options.say(
    `Imported ${report.lines} lines in ${seconds} s: ${created} new, ${updated} changed, ${unchanged} as before`,
  );
  for (const bad of report.badLines.slice(0, BAD_LINES_SHOWN)) options.say(`  line ${bad.line} skipped: ${bad.reason}`);
  const more = report.badLineCount - Math.min(report.badLines.length, BAD_LINES_SHOWN);
  if (more > 0) options.say(`  ${more} more lines skipped`);
  for (const { count, told } of report.remarks) {
    for (const { line, text } of told.slice(0, 1)) options.say(`  line ${line}: ${text}`);
    if (count > 1) options.say(`  … and ${count - 1} more such cases`);
  }
}
