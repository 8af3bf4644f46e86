import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openShop, seedWideCatalogue } from '@quartet/e2e';
import type { Engines } from '@quartet/engines';
import { flagshipQuery } from '@quartet/schema';
import { createLogger } from '@quartet/service-kit';
import { startInMemoryShop } from '../in-memory-process.ts';
import { withOwnEngines } from '../own-engines.ts';
import type { Row } from '../rows.ts';
import { readFlow } from './calls.ts';
import { type FailingSearch, startFailingSearch } from './failing-search.ts';
import { type Side, measureSides } from './measure.ts';

const ITEMS = 3;

/**
 * The flagship over the real graph and engines: ours in one process and distributed, stock in front of the same subgraphs, and an
 * endpoint that makes the same calls of the engines with the bare drivers.
 */
export function flagship(options: { rounds: number; say: (line: string) => void; uncounted: boolean }): Promise<Row[]> {
  return withOwnEngines(options.say, async (engines, dir) => {
    const search = await startFailingSearch(engines.urls.ELASTICSEARCH_URL);
    try {
      return await measure({ engines, dir, search, ...options });
    } finally {
      await search.close();
    }
  });
}

async function measure(options: {
  engines: Engines;
  dir: string;
  search: FailingSearch;
  rounds: number;
  say: (line: string) => void;
  uncounted: boolean;
}): Promise<Row[]> {
  const { dir, search, say } = options;
  const urls = { ...options.engines.urls, ELASTICSEARCH_URL: search.url };
  const log = createLogger({ name: 'bench', level: 'error' });
  const settings = { NODE_ENV: 'test', LOG_LEVEL: 'error', VIEWER_SECRET: randomBytes(32).toString('hex') };
  const children: { stop(): Promise<void> }[] = [];
  // Nothing but the engines knows what was asked before.
  const cold = { ...settings, ENTITY_CACHE: 'false' };
  // The distributed shop has workers enough for all.
  const inOneProcess = { BENCH_WORKERS: 'false' };
  const distributed = await openShop({ urls, env: cold, log, topology: 'distributed' });
  try {
    say('Writing products …');
    const skus = await seedWideCatalogue(distributed.stack, 100);
    const customer = await distributed.person('Ada');
    const lines = skus.slice(0, ITEMS).map((sku) => ({ sku, quantity: 1 }));
    const { orderId } = await distributed.order(customer, lines);
    const body = JSON.stringify({ query: flagshipQuery(), variables: { id: orderId } });
    const token = customer.accessToken;

    const flow = join(dir, 'flagship.flow');
    say('Recording what the shop asks of its engines …');
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, ...urls, FLOW_FILE: flow };
    await toItsEnd(start('record', { ...env, ...cold, ...inOneProcess, FLAGSHIP_TOKEN: token, FLAGSHIP_BODY: body }));
    const { stages } = readFlow(flow);
    say(`Calls of engines: ${stages.map((stage) => stage.map(({ engine }) => engine).join(' + ')).join(', then ')}`);

    const inOne = await startInMemoryShop({ PATH, HOME, ...urls, ...cold, ...inOneProcess });
    children.push(inOne);
    const warm = await startInMemoryShop({ PATH, HOME, ...urls, ...settings, ...inOneProcess, ENTITY_CACHE: 'true' });
    children.push(warm);
    const drivers = await serving(start('drivers', env));
    children.push(drivers);
    const subgraphs = Object.fromEntries(
      distributed.stack.distributed
        ?.processes()
        .filter(({ role }) => role === 'api')
        .map(({ name, origin }) => [name.split('-')[0] ?? name, `${origin}/graphql`]) ?? [],
    );
    const viewer = JSON.stringify(viewerOf(token));
    const stock = await serving(
      start('stock', { ...env, ...settings, SUBGRAPHS: JSON.stringify(subgraphs), VIEWER: viewer }),
    );
    children.push(stock);

    const sides: Record<Side, string> = {
      cold: inOne.url,
      warm: warm.url,
      distributed: distributed.url,
      drivers: drivers.url,
      stock: stock.url,
    };
    return await measureSides({
      sides,
      body,
      token,
      search,
      rounds: options.rounds,
      uncounted: options.uncounted,
      say,
    });
  } finally {
    for (const child of children) await child.stop();
    await distributed.close();
  }
}

function start(name: string, env: Record<string, string>): ChildProcess {
  return fork(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), { env });
}

async function toItsEnd(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('What the shop asks of its engines could not be recorded');
}

async function serving(child: ChildProcess): Promise<{ url: string; stop(): Promise<void> }> {
  const ended = once(child, 'exit');
  const [first] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  if (typeof first !== 'object' || first === null || !('url' in first) || typeof first.url !== 'string')
    throw new Error('A side of the measure could not start');
  return {
    url: first.url,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** As the router reads it from the token. */
function viewerOf(token: string): object {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>;
  const { sub, sid, role, scope = '' } = claims;
  return { kind: 'user', userId: sub, sessionId: sid, role, scopes: scope.split(' ').filter(Boolean) };
}
