import type { Expected } from './answers.ts';
import { type Cores, memoryOf, watchUsage } from './cores.ts';
import type { Gateway } from './gateways.ts';
import { type Measured, load } from '../load.ts';
import { QUERIES, type QueryName } from './queries.ts';
import type { Recordings } from './recordings.ts';
import type { TokenSigner } from './tokens.ts';

const USERS = 10_000;
const CONNECTIONS = 50;
const MEASURE_MS = 2_000;
const WARM_UP_MS = 3_000;
/** More than any gateway answers in the time of one measure. */
const NEW_TOKENS = 30_000;

/** A gateway is measured only while it is what limits. */
const LEAST_OF_GATEWAY = 0.95;
const MOST_OF_LOAD = 0.9;

export interface Workload {
  readonly name: string;
  readonly query: QueryName;
  /** Whose requests they are. */
  readonly visitors: 'known users' | 'new users' | 'one anonymous visitor';
  /** Whether all gateways are measured, or ours alone. */
  readonly ofAll: boolean;
}

export const WORKLOADS: readonly Workload[] = [
  { name: 'small', query: 'small', visitors: 'known users', ofAll: true },
  { name: 'heavy', query: 'heavy', visitors: 'known users', ofAll: true },
  { name: 'small-new-tokens', query: 'small', visitors: 'new users', ofAll: false },
  { name: 'small-equal', query: 'small', visitors: 'one anonymous visitor', ofAll: true },
  { name: 'heavy-equal', query: 'heavy', visitors: 'one anonymous visitor', ofAll: true },
];

/** One gateway under one load, once. */
export interface Measure extends Measured {
  readonly workload: string;
  readonly gateway: string;
  /** Of the gateway's core. */
  readonly cpu: number;
  /** Of the core of load and subgraphs. */
  readonly loadCpu: number;
  /** Why it does not count. */
  readonly fault: string | undefined;
  readonly memoryMb: number;
  readonly peakMb: number;
  readonly fetches: number;
}

interface Context {
  readonly gateways: readonly Gateway[];
  readonly expected: Expected;
  readonly signer: TokenSigner;
  readonly cores: Cores;
  readonly recordings: Recordings;
  readonly say: (line: string) => void;
}

const asked = (query: QueryName) => ({ body: JSON.stringify({ query: QUERIES[query] }), connections: CONNECTIONS });

/** Until all compilers are through and every token was verified. Gives the tokens. */
export async function warmUp({ gateways, expected, signer, say }: Context): Promise<string[]> {
  const tokens = signer.tokens(USERS);
  for (const gateway of gateways) {
    say(`Warming up ${gateway.name} …`);
    const of = (query: QueryName) => ({
      ...asked(query),
      url: gateway.url,
      unique: true,
      expected: bytesOf(expected, gateway, query),
    });
    if (gateway.name === 'ours') await load({ ...of('small'), tokens, ms: Infinity, most: USERS });
    for (const query of Object.keys(QUERIES) as QueryName[]) await load({ ...of(query), tokens, ms: WARM_UP_MS });
  }
  return tokens;
}

/** All gateways in turn, round after round, so that what changes on the machine changes for all. */
export async function measureRounds(
  context: Context & { tokens: readonly string[]; rounds: number },
): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    for (const workload of WORKLOADS) {
      const measured = context.gateways.filter(({ name }) => workload.ofAll || name === 'ours');
      // Who begins changes from round to round.
      for (const gateway of [...measured.slice(round % measured.length), ...measured.slice(0, round % measured.length)])
        measures.push(await measureOnce(context, workload, gateway));
    }
    context.say(`Round ${round} of ${context.rounds} is over`);
  }
  return measures;
}

async function measureOnce(
  { expected, signer, cores, recordings, tokens }: Context & { tokens: readonly string[] },
  workload: Workload,
  gateway: Gateway,
): Promise<Measure> {
  const { visitors, query } = workload;
  const visitorTokens = visitors === 'known users' ? tokens : visitors === 'new users' ? signer.tokens(NEW_TOKENS) : [];
  const before = { requests: recordings.requests(), recorded: recordings.recorded() };
  const usage = watchUsage({ cores, pid: gateway.pid });
  const measured = await load({
    url: gateway.url,
    ...asked(query),
    tokens: visitorTokens,
    unique: visitors !== 'one anonymous visitor',
    expected: bytesOf(expected, gateway, query),
    ms: MEASURE_MS,
    ...(visitors === 'new users' && { most: NEW_TOKENS }),
  });
  const used = usage();
  const memory = memoryOf(gateway.pid);
  return {
    ...measured,
    workload: workload.name,
    gateway: gateway.name,
    cpu: used.gateway,
    loadCpu: used.load,
    fault: faultOf(used, recordings.recorded() - before.recorded),
    memoryMb: memory.now,
    peakMb: memory.peak,
    fetches: (recordings.requests() - before.requests) / measured.requests,
  };
}

function faultOf(used: { gateway: number; load: number }, recorded: number): string | undefined {
  if (used.gateway < LEAST_OF_GATEWAY) return `the gateway had ${percent(used.gateway)} of its core`;
  if (used.load >= MOST_OF_LOAD) return `the core of load and subgraphs was ${percent(used.load)} busy`;
  return recorded > 0 ? `${recorded} requests of subgraphs had not been recorded` : undefined;
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

function bytesOf(expected: Expected, gateway: Gateway, query: QueryName): Buffer {
  const bytes = expected.get(gateway.name)?.[query];
  if (!bytes) throw new Error(`${gateway.name} was not asked before`);
  return bytes;
}
