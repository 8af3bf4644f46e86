import { emptyCaches, type Flagship, openShop, seedWideCatalogue } from '@quartet/e2e';
import type { EngineUrls } from '@quartet/engines';
import { flagshipQuery } from '@quartet/schema';
import { countDatabaseCalls, createLogger } from '@quartet/service-kit';
import { withOwnEngines } from './own-engines.ts';
import { median, row, type Row, rowAgainst } from './rows.ts';

/** The compilers of both sides are through with the query by then; the caches are emptied before each. */
const WARM_UP = 20;
const ITEMS = 50;

/**
 * The flagship for an order of one item and for one of fifty, from cold caches, in turn: what fifty items cost beside
 * one where every level of the query is one round trip. Runs on embedded engines and databases of its own.
 */
export function nplus1(options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  return withOwnEngines(options.say, ({ urls }) => measure(urls, options));
}

async function measure(urls: EngineUrls, options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  const log = createLogger({ name: 'bench', level: 'error' });
  const shop = await openShop({ urls, log });
  try {
    options.say('Writing products …');
    const skus = await seedWideCatalogue(shop.stack, 2 * ITEMS);
    const customer = await shop.person('Ada');
    const orderOf = async (items: number) => {
      const lines = skus.slice(0, items).map((sku) => ({ sku, quantity: 1 }));
      return (await shop.order(customer, lines)).orderId;
    };
    const [one, fifty] = [await orderOf(1), await orderOf(ITEMS)];
    const ask = async (id: string): Promise<number> => {
      await emptyCaches({ cacheUrl: urls.REDIS_CACHE_URL, log });
      const startedAt = performance.now();
      const answer = await customer.client.ask<Flagship>(flagshipQuery(), { id });
      const took = performance.now() - startedAt;
      if (answer.errors.length > 0) throw new Error(`The answer has errors: ${JSON.stringify(answer.errors)}`);
      return took;
    };
    const callsOf = async (id: string) => {
      const { calls } = await countDatabaseCalls(() => ask(id));
      return Object.values(calls).reduce((sum, count) => sum + count, 0);
    };

    options.say(`Asking ${options.rounds} times for each …`);
    const took = { one: [] as number[], fifty: [] as number[] };
    for (let round = -WARM_UP; round < options.rounds; round++) {
      const [small, large] = [await ask(one), await ask(fifty)];
      if (round < 0) continue;
      took.one.push(small);
      took.fifty.push(large);
    }
    const oneItem = row('one-item', median(took.one), 'ms');
    const oneItemCalls = row('one-item-calls', await callsOf(one), 'calls');
    return [
      oneItem,
      rowAgainst(oneItem, 'fifty-items', median(took.fifty), 'ms'),
      oneItemCalls,
      rowAgainst(oneItemCalls, 'fifty-items-calls', await callsOf(fifty), 'calls'),
    ];
  } finally {
    await shop.close();
  }
}
