import { type Client, type Flagship, connect, isWhole, openShop, seedWideCatalogue } from '@quartet/e2e';
import type { EngineUrls } from '@quartet/engines';
import { flagshipQuery } from '@quartet/schema';
import { createLogger } from '@quartet/service-kit';
import { startInMemoryShop } from './in-memory-process.ts';
import { withOwnEngines } from './own-engines.ts';
import { median, row, type Row, rowAgainst } from './rows.ts';

const WARM_UP = 5;
const ITEMS = 3;
/** Asked one after the other for a round's latencies. */
const SINGLE = 5;
/** Asked for a round's throughput, so many at a time. */
const MANY = 96;
const CONCURRENCY = 16;

/**
 * The flagship for an order of three items from warm caches, over both topologies on the same engines and data, in turn:
 * what it costs that router and subgraphs are processes of their own. In memory, the shop has one process; asking is
 * this one, for both.
 */
export function topology(options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  return withOwnEngines(options.say, ({ urls }) => measure(urls, options));
}

async function measure(urls: EngineUrls, options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  const log = createLogger({ name: 'bench', level: 'error' });
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'error' };
  const http = await openShop({ urls, env, log, topology: 'distributed' });
  const inMemory = await startInMemoryShop({ ...process.env, ...env, ...urls });
  try {
    options.say('Writing products …');
    const skus = await seedWideCatalogue(http.stack, 100);
    const customer = await http.person('Ada');
    const lines = skus.slice(0, ITEMS).map((sku) => ({ sku, quantity: 1 }));
    const { orderId } = await http.order(customer, lines);
    const sides = [
      measureOf(connect(inMemory.url, customer.accessToken), orderId),
      measureOf(connect(http.url, customer.accessToken), orderId),
    ] as const;

    options.say(`Asking ${options.rounds} rounds of each …`);
    for (let round = -WARM_UP; round < options.rounds; round++) {
      // The first one in a round has the colder caches: they take turns.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side.ask(round >= 0);
    }
    const [memory, apart] = sides;
    const latency = row('in-memory p50', median(memory.latencies), 'ms');
    const throughput = row('in-memory rps', median(memory.rates), 'requests/s');
    return [
      latency,
      rowAgainst(latency, 'http p50', median(apart.latencies), 'ms'),
      throughput,
      rowAgainst(throughput, 'http rps', median(apart.rates), 'requests/s'),
    ];
  } finally {
    await inMemory.stop();
    await http.close();
  }
}

interface Measure {
  readonly latencies: number[];
  /** Requests per second, one for each round. */
  readonly rates: number[];
  ask(counts: boolean): Promise<void>;
}

function measureOf(client: Client, id: string): Measure {
  const latencies: number[] = [];
  const rates: number[] = [];
  const askOnce = async (counts: boolean): Promise<number> => {
    const startedAt = performance.now();
    const answer = await client.ask<Flagship>(flagshipQuery(), { id });
    const took = performance.now() - startedAt;
    // The first answers may take too long.
    if (counts && !isWhole(answer)) throw new Error(`The answer is not whole: ${JSON.stringify(answer)}`);
    return took;
  };
  const askMany = async (counts: boolean): Promise<number> => {
    let left = MANY;
    const startedAt = performance.now();
    const loop = async (): Promise<void> => {
      while (left-- > 0) await askOnce(counts);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, loop));
    return MANY / ((performance.now() - startedAt) / 1_000);
  };
  return {
    latencies,
    rates,
    async ask(counts) {
      const took: number[] = [];
      for (let at = 0; at < SINGLE; at++) took.push(await askOnce(counts));
      const rate = await askMany(counts);
      if (!counts) return;
      latencies.push(...took);
      rates.push(rate);
    },
  };
}
