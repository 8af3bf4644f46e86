import { createLogger, StartError } from '@quartet/service-kit';
import { formatCliError } from '@quartet/service-kit/start-error';
import { SUBGRAPHS } from '@quartet/schema/subgraphs';
import { migrateAll } from '../migrate-all.ts';
import { ensureDatabase, type EngineUrls } from '../servers/index.ts';

// The image `migrate`: like `npm run migrate`, for databases that are given by URL. By path, as it has neither the
// embedded engines nor the router.
const SETTINGS = [
  'USERS_DATABASE_URL',
  'ORDERS_DATABASE_URL',
  'CATALOG_MONGODB_URL',
  'REDIS_URL',
  'ELASTICSEARCH_URL',
] as const;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  const missing = SETTINGS.filter((name) => !process.env[name]);
  if (missing.length > 0) throw new StartError(`${missing.join(', ')}: missing; set the URL of each database`);
  const url = (name: (typeof SETTINGS)[number]) => process.env[name] ?? '';
  const urls: EngineUrls = {
    USERS_DATABASE_URL: url('USERS_DATABASE_URL'),
    ORDERS_DATABASE_URL: url('ORDERS_DATABASE_URL'),
    CATALOG_MONGODB_URL: url('CATALOG_MONGODB_URL'),
    REDIS_URL: url('REDIS_URL'),
    REDIS_CACHE_URL: process.env['REDIS_CACHE_URL'] || url('REDIS_URL'),
    ELASTICSEARCH_URL: url('ELASTICSEARCH_URL'),
  };
  await Promise.all([
    ensureDatabase('USERS_DATABASE_URL', urls.USERS_DATABASE_URL),
    ensureDatabase('ORDERS_DATABASE_URL', urls.ORDERS_DATABASE_URL),
  ]);
  const log = createLogger({ name: 'migrate', level: process.env['LOG_LEVEL'] ?? 'warn' });
  const ran = await migrateAll({ urls, env: process.env, log, direction: 'up' });
  for (const name of SUBGRAPHS)
    say(`${name}: ${ran[name].length === 0 ? 'nothing to do' : `ran ${ran[name].join(', ')}`}`);
} catch (error) {
  say(formatCliError(error));
  process.exitCode = 1;
}
