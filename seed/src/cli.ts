import { z } from 'zod';
import { readArguments, wholeNumber } from './arguments.ts';
import { demoLogins } from './demo/people.ts';
import { seedDemo } from './demo/seed.ts';
import { showProgress } from './progress.ts';
import { runCommand, withSession } from './session.ts';
import { waitForSearch } from './wait-for-search.ts';

const HELP = `Fills the shop with demo data: always the same, running it again adds nothing.

  npm run seed -- [--products 1000] [--users 50] [--orders 200]
`;

const argumentsSchema = z.object({
  products: wholeNumber(1).default(1000),
  users: wholeNumber(1).default(50),
  orders: wholeNumber(0).default(200),
});

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), argumentsSchema);
  if (options === null) {
    process.stdout.write(HELP);
    return 0;
  }
  return withSession(async ({ users, orders, catalog, search, log }) => {
    const startedAt = Date.now();
    const display = showProgress();
    const report = await seedDemo({
      usersDb: users.db,
      ordersDb: orders.db,
      catalogDb: catalog.db,
      ...options,
      onProgress: display.show,
      log,
    });
    const searchable = await waitForSearch({
      catalogDb: catalog.db,
      indexedCount: () => search.indexedCount(),
      onProgress: display.show,
    });
    display.end();
    const { created, unchanged } = report.products;
    const { placed, existing, refused } = report.orders;
    const lines = [
      `Categories  ${report.categories}`,
      `Products    ${created} new, ${unchanged} as before; ${report.skus} SKUs, ${report.receipts} deliveries booked`,
      `Users       ${report.users} customers and ${demoLogins.length - 1} of staff`,
      `Orders      ${placed} placed, ${existing} from before${refused > 0 ? `, ${refused} refused for want of stock` : ''}`,
      `Search      ${searchable} products`,
      `Time        ${(report.durationMs / 1000).toFixed(1)} s, ${((Date.now() - startedAt) / 1000).toFixed(1)} s until search has them`,
      '',
      'Log-ins of the demo shop:',
      ...demoLogins.map(({ role, email, password }) => `  ${role.padEnd(15)} ${email}  ${password}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  });
}

await runCommand('seed', main);
