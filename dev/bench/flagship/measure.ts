import { type Measured, load } from '../load.ts';
import { type Row, aligned, median } from '../rows.ts';
import type { FailingSearch } from './failing-search.ts';

export type Side = 'cold' | 'warm' | 'distributed' | 'drivers' | 'stock';

const MEASURE_MS = 3_000;
const WARM_UP_MS = 5_000;
const CLIENTS = 16;

interface Setting {
  readonly row: string;
  /** Ours. */
  readonly side: Side;
  readonly clients: number;
  /** The share of searches that fail. */
  readonly failing: number;
}

const SETTINGS: readonly Setting[] = [
  { row: 'cold', side: 'cold', clients: CLIENTS, failing: 0 },
  { row: 'warm', side: 'warm', clients: CLIENTS, failing: 0 },
  { row: 'cold-distributed', side: 'distributed', clients: CLIENTS, failing: 0 },
  { row: 'cold-1', side: 'cold', clients: 1, failing: 0 },
  { row: 'cold-64', side: 'cold', clients: 64, failing: 0 },
  { row: 'cold-fail1', side: 'cold', clients: CLIENTS, failing: 0.01 },
  { row: 'cold-fail10', side: 'cold', clients: CLIENTS, failing: 0.1 },
];
const BASES = ['drivers', 'stock'] as const;

interface Measure extends Measured {
  readonly row: string;
  readonly side: Side;
}

/** Each row's sides in turn, round after round. */
export async function measureSides(options: {
  sides: Readonly<Record<Side, string>>;
  body: string;
  token: string;
  search: FailingSearch;
  rounds: number;
  /** Whether answers may lack parts, which a busy machine is too slow for. */
  uncounted: boolean;
  say: (line: string) => void;
}): Promise<Row[]> {
  const { sides, search, say } = options;
  const request = { body: options.body, tokens: [options.token], unique: true };
  const expected = new Map<Side, Buffer>();
  for (const [side, url] of Object.entries(sides) as [Side, string][]) {
    say(`Warming up ${side} …`);
    await load({ ...request, url, connections: CLIENTS, expected: undefined, ms: WARM_UP_MS });
    expected.set(side, await answerOf(url, options));
  }
  checkSame(expected);

  const measures: Measure[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { row, side, clients, failing } of SETTINGS) {
      search.failNow(failing);
      for (const one of inTurn([side, ...BASES], round)) {
        const answer = failing > 0 || options.uncounted ? undefined : expected.get(one);
        const asked = { ...request, url: sides[one], connections: clients, expected: answer, ms: MEASURE_MS };
        measures.push({ row, side: one, ...(await load(asked)) });
      }
    }
    say(`Round ${round} of ${options.rounds} is over`);
  }
  search.failNow(0);
  say(details(measures));
  return rowsOf(measures).map((one) => (options.uncounted ? { ...one, name: `${one.name} (not counted)` } : one));
}

/** Who has the colder caches changes from round to round. */
function inTurn(sides: readonly Side[], round: number): Side[] {
  const first = round % sides.length;
  return [...sides.slice(first), ...sides.slice(0, first)];
}

/** A machine that is busy may be too slow for the limits of single parts. */
const MOST_TRIES = 20;

async function answerOf(url: string, { body, token }: { body: string; token: string }): Promise<Buffer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` };
  let answer = Buffer.alloc(0);
  for (let tries = 0; tries < MOST_TRIES && !answer.toString().startsWith('{"data":{"order":{'); tries += 1) {
    const response = await fetch(url, { method: 'POST', headers, body });
    answer = Buffer.from(await response.arrayBuffer());
  }
  return answer;
}

function checkSame(expected: ReadonlyMap<Side, Buffer>): void {
  const textOf = (side: Side) => expected.get(side)?.toString().trimEnd() ?? '';
  const right = textOf('cold');
  if (!right.startsWith('{"data":{"order":{')) throw new Error(`The flagship is answered so: ${right.slice(0, 1_000)}`);
  for (const side of expected.keys())
    if (textOf(side) !== right) throw new Error(`${side} answers otherwise: ${textOf(side).slice(0, 1_000)}`);
}

function rowsOf(measures: readonly Measure[]): Row[] {
  return SETTINGS.flatMap(({ row, side }) => {
    const value = rateOf(measures, row, side);
    return BASES.map((base) => ({
      name: row,
      value: Math.round(value * 10) / 10,
      unit: 'requests/s',
      against: base,
      ratio: Math.round((100 * value) / rateOf(measures, row, base)) / 100,
    }));
  });
}

const of = (measures: readonly Measure[], row: string, side: Side) =>
  measures.filter((one) => one.row === row && one.side === side);

const rateOf = (measures: readonly Measure[], row: string, side: Side): number =>
  median(of(measures, row, side).map(({ perSecond }) => perSecond));

function details(measures: readonly Measure[]): string {
  const lines = SETTINGS.flatMap(({ row, side }) =>
    [side, ...BASES].map((one) => {
      const taken = of(measures, row, one);
      const middle = (read: (measure: Measure) => number) => median(taken.map(read)).toFixed(1);
      return [row, one, middle((m) => m.perSecond), middle((m) => m.p50), middle((m) => m.p99)];
    }),
  );
  return aligned([['row', 'side', 'requests/s', 'p50 ms', 'p99 ms'], ...lines], { numeric: [2, 3, 4] });
}
