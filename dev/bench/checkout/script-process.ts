import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { atOnce } from '../rows.ts';
import { bareCheckout, place, type Provider } from './bare-script.ts';

const ME = fileURLToPath(import.meta.url);
const CONNECTIONS = 10;

/** What the script does with each list of SKUs, so many at a time. */
export interface Work {
  readonly what: 'checkout' | 'place';
  readonly orders: readonly (readonly string[])[];
  readonly clients: number;
}

/** The bare script as a process of its own, as the shop is one. */
export async function startScript(databaseUrl: string, provider: Provider) {
  const child = fork(ME, [databaseUrl, JSON.stringify(provider)]);
  const ended = once(child, 'exit');
  await Promise.race([once(child, 'message'), ended]);
  return {
    /** @returns milliseconds */
    async run(work: Work): Promise<number> {
      child.send(work);
      const [took] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
      if (typeof took !== 'number') throw new Error('The bare script failed');
      return took;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function serve([databaseUrl = '', provider = '']: readonly string[]): void {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  const shop = JSON.parse(provider) as Provider;
  process.on('message', (work: Work) => {
    const { what, orders, clients } = work;
    const startedAt = performance.now();
    const one = (skus: readonly string[]) => (what === 'checkout' ? bareCheckout(pool, shop, skus) : place(pool, skus));
    void atOnce(orders, clients, one).then(() => process.send?.(performance.now() - startedAt));
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

if (process.argv[1] === ME) serve(process.argv.slice(2));
