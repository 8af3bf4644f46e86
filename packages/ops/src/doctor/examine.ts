import { arch, platform, release } from 'node:os';
import { createLogger } from '@quartet/service-kit';
import { askServer, readGivenUrls, serverSettings, type ServerState } from '../servers/index.ts';
import { examineCatalog, examineOrders, examineRedis, examineSearch, examineUsers } from './databases.ts';
import type { LocalMachine, LocalReport, Report } from './report.ts';

export interface ExamineOptions {
  /** The engines' URLs, SEARCH_INDEX_PREFIX, and what the local machine's examination reads. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: only what the environment names is examined. */
  readonly local?: LocalMachine;
}

/** Examines the machine, the engines and the data in them. Starts nothing and changes nothing. */
export async function examine({ env = process.env, local }: ExamineOptions = {}): Promise<Report> {
  const log = createLogger({ name: 'doctor', level: 'silent' });
  const { machine, directory, port, engines, urls } = await (local ? local.examine(env) : examineGiven(env));
  const prefix = env['SEARCH_INDEX_PREFIX'] || 'quartet';
  const [users, orders, catalog, search, streams] = await Promise.all([
    examineUsers(urls.USERS_DATABASE_URL, log),
    examineOrders(urls.ORDERS_DATABASE_URL, log),
    examineCatalog(urls.CATALOG_MONGODB_URL, log),
    examineSearch(urls.ELASTICSEARCH_URL, prefix, log),
    examineRedis(urls.REDIS_URL, log),
  ]);
  return {
    machine,
    directory,
    port,
    engines,
    migrations: {
      users: users.migrations,
      orders: orders.migrations,
      catalog: catalog.migrations,
      search: search.migrations,
    },
    partitions: orders.partitions,
    streams,
    outboxes: { users: users.outbox, orders: orders.outbox },
    products: { catalog: catalog.products, search: search.products },
  };
}

/** Without a development machine around it: the engines that the environment names. */
async function examineGiven(env: NodeJS.ProcessEnv): Promise<LocalReport> {
  const given = readGivenUrls(env);
  const engines = await Promise.all(
    serverSettings(given).map(async (server): Promise<ServerState> => {
      const url = given[server.setting];
      if (url !== undefined) return askServer({ ...server, how: 'url' }, url);
      return { ...server, how: 'url', state: 'unusable', problem: `${server.setting} is missing` };
    }),
  );
  const running = engines.filter(({ state }) => state === 'running');
  const urls = Object.fromEntries(running.map(({ setting }) => [setting, given[setting]]));
  const machine = { system: `${platform()} ${release()} ${arch()}`, node: process.versions.node, npm: null, tools: [] };
  return { machine, directory: null, port: null, engines, urls };
}
