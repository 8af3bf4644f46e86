import type { Engines } from '@quartet/engines';
import { StartError } from '@quartet/service-kit/start-error';
import { z } from 'zod';
import { flag, readArguments, wholeNumber } from '@quartet/ops';
import { demoLogins } from './data/people.ts';
import { demoPolicy } from './data/policy.ts';
import { seedDemo } from './data/seed-demo.ts';
import { showProgress } from '@quartet/catalog/import';
import { runCommand, withSession, type Session } from '@quartet/ops';
import { waitForSearch } from '@quartet/ops';

const HELP = `Fills the shop with demo data: always the same, running it again adds nothing.

  npm run seed -- [--products 1000] [--users 50] [--orders 200] [--demo]

  --demo   also into databases of your own (those with a URL in the environment); never in production
`;

const argumentsSchema = z.object({
  products: wholeNumber(1).default(1000),
  users: wholeNumber(1).default(50),
  orders: wholeNumber(0).default(200),
  demo: flag(),
});

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), argumentsSchema);
  if (options === null) {
    process.stdout.write(HELP);
    return 0;
  }
  const allow = ({ how }: Engines): void => {
    const policy = demoPolicy({ how, asked: options.demo, nodeEnv: process.env['NODE_ENV'] });
    if (!policy.allowed) throw new StartError(`No demo data is written: ${policy.why}`);
  };
  const run = async ({ users, orders, catalog, search, log }: Session): Promise<number> => {
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
  };
  return withSession(run, { allow });
}

await runCommand('seed', main);
