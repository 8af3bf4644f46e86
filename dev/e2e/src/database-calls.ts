import { countDatabaseCalls } from '@quartet/service-kit';
import type { ProcessState } from '@quartet/launcher';
import type { Shop } from './shop.ts';

type Calls = Record<'postgres' | 'mongodb' | 'redis' | 'elasticsearch', number>;

/**
 * Runs something and counts the database calls made for it, in either topology. Where the subgraphs are processes of
 * their own, their servers are asked before and after; the workers, which poll at any time, are other processes.
 */
export async function countCalls<T>(shop: Shop, run: () => Promise<T>): Promise<{ result: T; calls: Calls }> {
  const { distributed } = shop.stack;
  if (!distributed) return countDatabaseCalls(run);
  const servers = distributed.processes().filter(({ role }) => role === 'api');
  const before = await callsOf(servers);
  const result = await run();
  const after = await callsOf(servers);
  const since = (engine: keyof Calls) => after[engine] - before[engine];
  return {
    result,
    calls: {
      postgres: since('postgres'),
      mongodb: since('mongodb'),
      redis: since('redis'),
      elasticsearch: since('elasticsearch'),
    },
  };
}

async function callsOf(processes: readonly ProcessState[]): Promise<Calls> {
  const all = (
    await Promise.all(processes.map(({ origin }) => readMetric(origin, 'quartet_database_calls_total')))
  ).flat();
  const of = (engine: keyof Calls) =>
    all.filter(({ labels }) => labels['engine'] === engine).reduce((sum, { value }) => sum + value, 0);
  return { postgres: of('postgres'), mongodb: of('mongodb'), redis: of('redis'), elasticsearch: of('elasticsearch') };
}

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** The values of one metric that a process shows at /metrics. */
export async function readMetric(origin: string, name: string): Promise<Sample[]> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return text.split('\n').flatMap((line): Sample[] => {
    const [, metric, labels, value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (metric !== name || labels === undefined) return [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text] as const);
    return [{ labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}
