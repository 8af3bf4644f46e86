import { startEngines } from '@quartet/engines';
import { createLogger } from '@quartet/service-kit';
import { formatCliError } from '@quartet/service-kit/start-error';
import { postgresPlans } from './plans/postgres.ts';
import { mongodbPlans } from './plans/mongodb.ts';
import { searchPlan } from './plans/search.ts';

// npm run plans: how the databases answer the main queries, on the data that the shop has. What is written is rolled back.

const log = createLogger({ name: 'plans', level: 'silent' });

try {
  const engines = await startEngines({ log: (line) => console.error(line) });
  try {
    const { ORDERS_DATABASE_URL, CATALOG_MONGODB_URL, ELASTICSEARCH_URL } = engines.urls;
    const plans = [
      ...(await postgresPlans({ url: ORDERS_DATABASE_URL, log })),
      ...(await mongodbPlans({ url: CATALOG_MONGODB_URL, log })),
      await searchPlan({ url: ELASTICSEARCH_URL, prefix: process.env['SEARCH_INDEX_PREFIX'] || 'quartet', log }),
    ];
    console.log(Object.values(engines.versions).join(', '));
    for (const { title, lines } of plans) console.log(['', `# ${title}`, ...lines].join('\n'));
  } finally {
    await engines.stop();
  }
} catch (error) {
  console.error(formatCliError(error));
  process.exitCode = 1;
}
