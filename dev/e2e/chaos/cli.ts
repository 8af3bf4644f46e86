import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { killProcesses } from './processes.ts';

const USAGE = `npm run test:chaos -- processes [--minutes N] [--every N] [--replicas N] [--seed N]

  processes       the distributed topology under load, and every few seconds kill -9 of an engine, a server, a worker
                  or a router; afterwards every invariant is checked

  --minutes N     how long (default 3)
  --every N       seconds between two kills (default 5)
  --replicas N    of every process (default 2)
  --seed N        chooses the same targets as a run that printed it`;

const say = (line: string): void => console.log(line);

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: '3' },
      every: { type: 'string', default: '5' },
      replicas: { type: 'string', default: '2' },
      seed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  if (positionals.length !== 1 || positionals[0] !== 'processes') throw new Error(`There is no such test.\n\n${USAGE}`);
  return {
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
    const wrong = await killProcesses({ ...given, signal: ending.signal, say });
    for (const line of wrong) say(`WRONG  ${line}`);
    say(wrong.length === 0 ? 'Every invariant holds' : `${wrong.length} things are wrong (--seed ${given.seed})`);
    process.exitCode = wrong.length === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
