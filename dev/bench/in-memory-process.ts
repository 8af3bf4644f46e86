import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Shop, openShop } from '@quartet/e2e';
import { type Logger, createLogger, onStopSignals } from '@quartet/service-kit';

const ME = fileURLToPath(import.meta.url);

/**
 * The whole shop as one process beside this one, so that asking it and answering do not share a thread; without its workers
 * where `BENCH_WORKERS` is false.
 */
export async function startInMemoryShop(env: NodeJS.ProcessEnv): Promise<{ url: string; stop(): Promise<void> }> {
  const child = fork(ME, { env });
  const ended = once(child, 'exit');
  const ready = await Promise.race([once(child, 'message'), ended]);
  const url: unknown = ready[0];
  if (typeof url !== 'string') throw new Error('The shop in one process could not start');
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The shop in this process, on the engines that the environment names. */
export function openShopFrom(env: NodeJS.ProcessEnv, log: Logger): Promise<Shop> {
  const {
    USERS_DATABASE_URL = '',
    ORDERS_DATABASE_URL = '',
    CATALOG_MONGODB_URL = '',
    REDIS_URL = '',
    REDIS_CACHE_URL = '',
    ELASTICSEARCH_URL = '',
  } = env;
  const urls = {
    USERS_DATABASE_URL,
    ORDERS_DATABASE_URL,
    CATALOG_MONGODB_URL,
    REDIS_URL,
    REDIS_CACHE_URL,
    ELASTICSEARCH_URL,
  };
  return openShop({ urls, env, log, workers: env['BENCH_WORKERS'] !== 'false' });
}

async function serve(): Promise<void> {
  const shop = await openShopFrom(process.env, createLogger({ name: 'bench' }));
  onStopSignals(() => shop.close(), { withParent: true });
  process.send?.(shop.url);
}

if (process.argv[1] === ME) await serve();
