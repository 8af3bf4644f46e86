import { migrateCatalog, readCatalogEnv, startCatalog, type CatalogService } from '@quartet/catalog';
import { startEngines, type Engines } from '@quartet/engines';
import { migrateOrders, readOrdersEnv, startOrders, type OrdersService } from '@quartet/orders';
import { migrateSearch, readSearchEnv, startSearch, type SearchService } from '@quartet/search';
import { createLogger, type Logger } from '@quartet/service-kit';
import { migrateUsers, readUsersEnv, startUsers, type UsersService } from '@quartet/users';

class Interrupted extends Error {}

export interface Session {
  log: Logger;
  users: UsersService;
  orders: OrdersService;
  catalog: CatalogService;
  search: SearchService;
  /** Raised by Ctrl-C where the command has said that it ends by itself then. */
  stop: AbortSignal;
}

/**
 * Runs a command with engines, migrated databases and the subgraphs' workers, so that what is written to the catalog
 * reaches orders and search as in the shop. Everything is stopped afterwards, also on Ctrl-C. A command that `endsItself`
 * is told by `session.stop` and waited for; a second Ctrl-C does not wait. `allow` throws where the command must not
 * write into these engines: it is asked before anything is written.
 */
export async function withSession<T>(
  run: (session: Session) => Promise<T>,
  o: { endsItself?: boolean; allow?: (engines: Engines) => void } = {},
): Promise<T> {
  const log = createLogger({ name: 'seed', level: process.env['LOG_LEVEL'] ?? 'warn' });
  const stops: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = (): Promise<void> => (stopping ??= stopInTurn(stops));
  const interrupted = Promise.withResolvers<never>();
  const stop = new AbortController();
  let running = false;
  const onSignal = (): void => {
    const waitForIt = o.endsItself && running && !stop.signal.aborted;
    stop.abort();
    if (!waitForIt) interrupted.reject(new Interrupted('stopped before it was done; run it again to go on'));
  };
  const runIt = (services: Omit<Session, 'stop'>): Promise<T> => {
    running = true;
    return run({ ...services, stop: stop.signal });
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await Promise.race([interrupted.promise, startAndRun({ log, stops, allow: o.allow }, runIt)]);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await stopAll();
  }
}

async function startAndRun<T>(
  o: { log: Logger; stops: (() => Promise<void>)[]; allow: ((engines: Engines) => void) | undefined },
  run: (services: Omit<Session, 'stop'>) => Promise<T>,
): Promise<T> {
  const { log, stops } = o;
  const engines = await startEngines({ log: (line) => process.stderr.write(`${line}\n`) });
  stops.push(() => engines.stop());
  o.allow?.(engines);
  const env = { ...process.env, ...engines.urls };
  const settings = {
    users: readUsersEnv(env),
    orders: readOrdersEnv(env),
    catalog: readCatalogEnv(env),
    search: readSearchEnv(env),
  };
  await Promise.all([
    migrateUsers({ env: settings.users, log, direction: 'up' }),
    migrateOrders({ env: settings.orders, log, direction: 'up' }),
    migrateCatalog({ env: settings.catalog, log, direction: 'up' }),
    migrateSearch({ env: settings.search, log, direction: 'up' }),
  ]);
  const start = async <S extends { stop(): Promise<void> }>(starting: Promise<S>): Promise<S> => {
    const service = await starting;
    stops.push(() => service.stop());
    return service;
  };
  const [users, orders, catalog, search] = await Promise.all([
    start(startUsers({ env: settings.users, log, workers: true })),
    start(startOrders({ env: settings.orders, log, workers: true })),
    start(startCatalog({ env: settings.catalog, log, workers: true })),
    start(startSearch({ env: settings.search, log, workers: true })),
  ]);
  return run({ log, users, orders, catalog, search });
}

/** The services first and the engines last; one that fails to stop does not keep the others running. */
async function stopInTurn(stops: (() => Promise<void>)[]): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
    await stop().catch((error: unknown) => process.stderr.write(`While stopping: ${String(error)}\n`));
  }
}

/** Runs a command's main function; what goes wrong is told in one line, with an exit code that is not 0. */
export async function runCommand(name: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${name}: ${message}\n`);
    if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    // What was under way goes on in the background, on engines that are gone: there is nothing to wait for.
    if (error instanceof Interrupted) process.exit(130);
    process.exitCode = 1;
  }
}
