import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { SHAPES } from '../supergraphs/index.ts';
import { RULES, type Rule } from './compare.ts';
import { swap } from './swaps.ts';
import { type Differential, openDifferential } from './suite.ts';

const USAGE = `npm run test:fuzz -- executor [--minutes N] [--seed N] [--graph NAME]
npm run test:fuzz -- swaps [--times N]

  executor        generated operations over composed subgraphs against one schema without federation
  swaps           supergraphs that are swapped leave the heap where it was

  --minutes N     how long (default 2)
  --seed N        the operations of a run that printed it
  --graph NAME    one of ${Object.keys(SHAPES).join(', ')} (default: all)
  --times N       how many swaps (default 200)`;

/** Operations between two looks at the clock. */
const ROUND = 200;

const say = (line: string): void => console.log(line);

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string' },
      graph: { type: 'string' },
      times: { type: 'string', default: '200' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const [test, ...more] = positionals;
  if (more.length > 0 || (test !== 'executor' && test !== 'swaps'))
    throw new Error(`There is no such test.\n\n${USAGE}`);
  const graphs = Object.keys(SHAPES).filter((name) => values.graph === undefined || values.graph === name);
  if (graphs.length === 0) throw new Error(`There is no graph ${values.graph}.\n\n${USAGE}`);
  return {
    test,
    times: positive('--times', values.times),
    graphs,
    minutes: positive('--minutes', values.minutes),
    seed: values.seed === undefined ? randomInt(1, 1_000_000) : positive('--seed', values.seed),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${name} takes a number above 0, not ${text}`);
}

/** Compares round after round until the time is over or something differs. */
async function compareFor(ms: number, { name, seed }: { name: string; seed: number }): Promise<boolean> {
  const shape = SHAPES[name];
  if (!shape) throw new Error(`there is no graph ${name}`);
  const differential = await openDifferential(shape);
  try {
    return await rounds(differential, { until: performance.now() + ms, name, seed });
  } finally {
    await differential.stop();
  }
}

async function rounds(
  differential: Differential,
  { until, name, seed }: { until: number; name: string; seed: number },
): Promise<boolean> {
  const sums = { compared: 0, invalid: 0, withEntities: 0, withErrors: 0 };
  const rules = new Map<Rule, number>();
  let round = seed;
  do {
    const outcome = await differential.run({ seed: round, operations: ROUND });
    if (outcome.difference !== undefined) {
      say(`${name}: DIFFERENT with --seed ${round} --graph ${name}\n ${outcome.difference}`);
      return false;
    }
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += outcome[key];
    for (const [rule, times] of Object.entries(outcome.rules) as [Rule, number][])
      rules.set(rule, (rules.get(rule) ?? 0) + times);
    round += 1;
  } while (performance.now() < until);
  const { compared, invalid, withEntities, withErrors } = sums;
  say(
    `${name}: ${compared} operations are the same (${withEntities} across subgraphs, ${withErrors} with errors; ` +
      `${invalid} more were not valid), seeds ${seed} to ${round - 1}`,
  );
  for (const [rule, times] of rules) say(`  ${times} × ${rule}: ${RULES[rule]}`);
  return true;
}

try {
  const given = readArguments();
  if (!given) say(USAGE);
  else if (given.test === 'swaps') {
    if (!(await swap(given.times, say))) throw new Error('The heap has grown');
  } else {
    const { graphs, minutes, seed } = given;
    say(`Seed ${seed}`);
    for (const name of graphs)
      if (!(await compareFor((minutes * 60_000) / graphs.length, { name, seed }))) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
