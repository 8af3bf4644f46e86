import { createLogger, type Logger } from '@quartet/service-kit';
import { Interrupted } from './exit.ts';
import { migrateAll } from './migrate-all.ts';
import { ensureDatabases, type EngineUrls, readVersions } from './servers/index.ts';
import { startSubgraphs, stopSubgraphs, type Subgraphs } from './subgraphs.ts';

/** What a command works with. */
export interface Services extends Subgraphs {
  log: Logger;
  /** Aborted by Ctrl-C where the command has said that it ends by itself then. */
  stop: AbortSignal;
}

interface Options {
  /** Of the log. */
  name: string;
  /** Finds the engines; may reject them before anything is written. */
  connect: () => Promise<{ urls: EngineUrls; stop(): Promise<void> }>;
  env?: NodeJS.ProcessEnv;
  /** The command is told by `stop` and waited for; a second Ctrl-C does not wait. */
  endsItself?: boolean;
}

/**
 * Runs a command with migrated databases and the subgraphs' workers, so that what is written to the catalog reaches orders
 * and search as in the shop. Everything is stopped afterwards, also on Ctrl-C.
 * @throws Interrupted
 */
export async function withServices<T>(
  { name, connect, env = process.env, endsItself = false }: Options,
  run: (services: Services) => Promise<T>,
): Promise<T> {
  const log = createLogger({ name, level: env['LOG_LEVEL'] ?? 'warn' });
  const stops: (() => Promise<void>)[] = [];
  const interrupted = Promise.withResolvers<never>();
  const stop = new AbortController();
  let isRunning = false;
  const onSignal = (): void => {
    const isWaitedFor = endsItself && isRunning && !stop.signal.aborted;
    stop.abort();
    if (!isWaitedFor) interrupted.reject(new Interrupted('stopped before it was done; run it again to go on'));
  };
  const startAndRun = async (): Promise<T> => {
    const engines = await connect();
    stops.push(() => engines.stop());
    const { urls } = engines;
    await ensureDatabases(urls);
    await readVersions(urls);
    await migrateAll({ urls, env, log, direction: 'up' });
    const subgraphs = await startSubgraphs({ urls, env, log, workers: true });
    stops.push(() => stopSubgraphs(subgraphs));
    isRunning = true;
    return run({ ...subgraphs, log, stop: stop.signal });
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await Promise.race([interrupted.promise, startAndRun()]);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await stopInTurn(stops);
  }
}

/** The services first and the engines last; one that fails to stop does not keep the others running. */
async function stopInTurn(stops: (() => Promise<void>)[]): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
    await stop().catch((error: unknown) => process.stderr.write(`While stopping: ${String(error)}\n`));
  }
}
