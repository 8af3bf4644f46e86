import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type OrdersEnv, startOrders } from '@quartet/orders';
import { ROLES } from '@quartet/schema/access';
import {
  closeGracefully,
  createLogger,
  createSubgraphServer,
  createViewerVerifier,
  listen,
  onStopSignals,
  operatorAccess,
} from '@quartet/service-kit';

const ME = fileURLToPath(import.meta.url);

/** The subgraph orders as a process of its own beside this one, without its workers, on a migrated database. */
export async function startOrdersProcess(
  env: OrdersEnv,
  secret: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = fork(ME, [JSON.stringify(env), secret], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const ended = once(child, 'exit');
  const [url] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  if (typeof url !== 'string') throw new Error('The subgraph could not start');
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function serve([env = '', secret = '']: readonly string[]): Promise<void> {
  const log = createLogger({ name: 'bench', level: 'error' });
  const orders = await startOrders({ env: JSON.parse(env) as OrdersEnv, log, workers: false });
  const server = createSubgraphServer({
    name: 'orders',
    subgraph: orders.subgraph,
    checks: orders.checks,
    operators: operatorAccess({ NODE_ENV: 'test' }),
    verify: createViewerVerifier({ secrets: [secret], audience: 'orders', roles: ROLES }),
    log,
  });
  const stop = async () => {
    await closeGracefully(server);
    await orders.stop();
  };
  onStopSignals(stop, { withParent: true });
  process.send?.(await listen(server, { host: '127.0.0.1', port: 0 }));
}

if (process.argv[1] === ME) await serve(process.argv.slice(2));
