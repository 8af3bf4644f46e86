import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nplus1 } from './nplus1.ts';
import { table } from './rows.ts';
import type { Row } from './rows.ts';

const USAGE = `npm run bench -- NAME [--rounds N] [--json FILE]

  nplus1   the flagship query for 50 items beside 1 item, cold caches, p50 in ms

  --rounds N    measures per row (default 30)
  --json FILE   also write the rows there, as JSON`;

const BENCHES: Record<string, (o: { rounds: number; say: (line: string) => void }) => Promise<Row[]>> = { nplus1 };

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '30' }, json: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return null;
  const [name, ...more] = positionals;
  const bench = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  const rounds = Number(values.rounds);
  if (!bench || more.length > 0) throw new Error(`There is no such measure.\n\n${USAGE}`);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');
  return { bench, rounds, json: values.json };
}

try {
  const given = readArguments();
  if (!given) console.log(USAGE);
  else {
    // Progress goes to stderr, so that stdout holds the rows alone.
    const rows = await given.bench({ rounds: given.rounds, say: (line) => console.error(line) });
    if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify(rows, null, 2)}\n`);
    console.log(table(rows));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
