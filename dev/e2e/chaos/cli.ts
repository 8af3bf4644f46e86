import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { disturbOrders } from './orders.ts';
import { runModel } from './model.ts';
import { killProcesses } from './processes.ts';

const USAGE = `npm run test:chaos -- processes|orders [--minutes N] [--every N] [--replicas N] [--seed N]

  processes       the distributed topology under load, and every few seconds kill -9 of an engine, a server, a worker
                  or a router; afterwards every invariant is checked
  orders          customers buy from the distributed shop while processes of orders are killed, PostgreSQL is started
                  again and silent, Redis is killed and once emptied, and the provider is away

  --model         with orders: random customers against a plain model instead, for so long; a failure prints its seed
                  and path, which MODEL_SEED and MODEL_PATH run again
  --minutes N     how long (default 3)
  --every N       seconds between two faults (default 5)
  --replicas N    of every process (default 2)
  --seed N        chooses the same targets as a run that printed it`;

const TESTS = new Map([
  ['processes', killProcesses],
  ['orders', disturbOrders],
]);

const say = (line: string): void => console.log(line);

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: '3' },
      every: { type: 'string', default: '5' },
      replicas: { type: 'string', default: '2' },
      seed: { type: 'string' },
      model: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const [name = ''] = positionals;
  const test = values.model && name === 'orders' ? runModel : TESTS.get(name);
  if (positionals.length !== 1 || test === undefined) throw new Error(`There is no such test.\n\n${USAGE}`);
  return {
    test,
    minutes: positive('--minutes', values.minutes),
    everySeconds: positive('--every', values.every),
    replicas: positive('--replicas', values.replicas),
    seed: values.seed === undefined ? randomInt(1_000_000) : positive('--seed', values.seed),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${name} takes a number above 0, not ${text}`);
}

try {
  const given = readArguments();
  if (!given) say(USAGE);
  else {
    const ending = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
    say(`Seed ${given.seed}`);
    const { test, ...options } = given;
    const wrong = await test({ ...options, signal: ending.signal, say });
    for (const line of wrong) say(`WRONG  ${line}`);
    say(wrong.length === 0 ? 'Every invariant holds' : `${wrong.length} things are wrong (--seed ${given.seed})`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
