import { defaultDir, runningEngines } from '@quartet/engines';
import { createLogger } from '@quartet/service-kit';
import { examineCatalog, examineOrders, examineRedis, examineSearch, examineUsers } from './databases.ts';
import { examineDirectory, examineMachine } from './machine.ts';
import { examinePort } from './port.ts';
import type { Report } from './report.ts';

const ROUTER_PORT = 4000;

export interface ExamineOptions {
  /** As npm start reads it: QUARTET_DIR, QUARTET_ENGINES, the engines' URLs, SEARCH_INDEX_PREFIX, PORT, HOST. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Looks at the machine, the engines and what lies in them. Starts nothing and changes nothing. */
export async function examine(o: ExamineOptions = {}): Promise<Report> {
  const { env = process.env } = o;
  const log = createLogger({ name: 'doctor', level: 'silent' });
  const [machine, port, running] = await Promise.all([
    examineMachine(env),
    examinePort(Number(env['PORT'] || ROUTER_PORT), env['HOST'] || '127.0.0.1'),
    runningEngines({ env }),
  ]);
  const { urls } = running;
  const prefix = env['SEARCH_INDEX_PREFIX'] || 'quartet';
  const [users, orders, catalog, search, streams, directory] = await Promise.all([
    examineUsers(urls.USERS_DATABASE_URL, log),
    examineOrders(urls.ORDERS_DATABASE_URL, log),
    examineCatalog(urls.CATALOG_MONGODB_URL, log),
    examineSearch(urls.ELASTICSEARCH_URL, prefix, log),
    examineRedis(urls.REDIS_URL, log),
    examineDirectory(defaultDir(env), running.runBy),
  ]);
  return {
    machine,
    directory,
    port,
    engines: running.servers,
    migrations: {
      users: users.migrations,
      orders: orders.migrations,
      catalog: catalog.migrations,
      search: search.migrations,
    },
    partitions: orders.partitions,
    streams,
    outbox: orders.outbox,
    products: { catalog: catalog.products, search: search.products },
  };
}
