import { startEngines } from '@quartet/engines';
import { createCommand, runToExit, showProgress, waitForSearch, wholeNumber, withServices } from '@quartet/ops';
import { StartError } from '@quartet/service-kit/start-error';
import { demoLogins } from './data/people.ts';
import { demoPolicy } from './data/policy.ts';
import { seedDemo } from './data/seed-demo.ts';
import { startDemoPayments } from './start/payments.ts';

interface SeedRequest {
  products: number;
  users: number;
  orders: number;
  demo?: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function seed({ demo = false, ...amounts }: SeedRequest): Promise<void> {
  const connect = async () => {
    const engines = await startEngines({ log: say });
    const policy = demoPolicy({ how: engines.how, asked: demo, nodeEnv: process.env['NODE_ENV'] });
    if (policy.allowed) return engines;
    await engines.stop();
    throw new StartError(`No demo data is written: ${policy.why}`);
  };
  const payments = await startDemoPayments(process.env);
  const env = { ...process.env, ...payments?.settings };
  await withServices({ name: 'seed', connect, env }, async ({ users, orders, catalog, search, log }) => {
    const startedAt = Date.now();
    const display = showProgress();
    const report = await seedDemo({
      usersDb: users.db,
      ordersDb: orders.db,
      checkout: payments && orders.tools,
      catalogDb: catalog.db,
      ...amounts,
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
  }).finally(() => payments?.stop());
}

const command = createCommand('npm run seed --')
  .description('Fills the shop with demo data: always the same, running it again adds nothing.')
  .option('--products <n>', 'how many', wholeNumber(1), 1000)
  .option('--users <n>', 'customers', wholeNumber(1), 50)
  .option('--orders <n>', 'how many', wholeNumber(0), 200)
  .option('--demo', 'also into databases of your own (those with a URL in the environment); never in production')
  .action(seed);

await runToExit('seed', () => command.parseAsync(process.argv.slice(2), { from: 'user' }));
