import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cart } from './cart/index.ts';
import { checkout } from './checkout.ts';
import { flagship } from './flagship/index.ts';
import { gateway } from './gateway/index.ts';
import { importing } from './import.ts';
import { nplus1 } from './nplus1.ts';
import { type Row, table } from './rows.ts';
import { topology } from './topology.ts';
import { wide } from './wide.ts';

const USAGE = `npm run bench -- NAME [--rounds N] [--json FILE] [--uncounted]

  nplus1   the flagship query for 50 items beside 1 item, cold caches, p50 in ms
  import   a product file into MongoDB beside a bare insertMany of the same documents, products/s; s until searchable
  checkout orders/s through the whole graph beside a bare script that makes the fixed minimum
  cart     a change of a cart and the reading of a full one at the subgraph, beside a field that does nothing, p50 in ms
  topology the flagship query with all in one process beside processes apart: p50 in ms, requests/s
  gateway  federation gateways in turn on one core, over recorded subgraphs: ours beside each of the others, requests/s
  flagship the flagship query over the real graph and engines: ours beside stock and bare drivers, requests/s
  wide     a query of 2,000 fields: planned, and merged and shaped, in ms

  --rounds N    measures per row (default 30; of checkout, 10; of import, gateway, flagship and wide, 5)
  --json FILE   also write the rows there, as JSON
  --uncounted   also prints what a busy machine measures: of gateway, while something else than the gateway was the limit;
                of flagship, with parts of answers that took too long`;

type Bench = (options: { rounds: number; say: (line: string) => void; uncounted: boolean }) => Promise<Row[]>;

const BENCHES: Record<string, { run: Bench; rounds: number }> = {
  nplus1: { run: nplus1, rounds: 30 },
  import: { run: importing, rounds: 5 },
  cart: { run: cart, rounds: 30 },
  checkout: { run: checkout, rounds: 10 },
  topology: { run: topology, rounds: 30 },
  gateway: { run: gateway, rounds: 5 },
  flagship: { run: flagship, rounds: 5 },
  wide: { run: wide, rounds: 5 },
};

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      json: { type: 'string' },
      uncounted: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const [name, ...more] = positionals;
  const bench = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!bench || more.length > 0) throw new Error(`There is no such measure.\n\n${USAGE}`);
  const rounds = Number(values.rounds ?? bench.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');
  return { bench, rounds, json: values.json, uncounted: values.uncounted };
}

try {
  const given = readArguments();
  if (!given) console.log(USAGE);
  else {
    // Progress goes to stderr, so that stdout holds the rows alone.
    const { rounds, uncounted } = given;
    const rows = await given.bench.run({ rounds, uncounted, say: (line) => console.error(line) });
    if (given.json !== undefined) writeFileSync(given.json, `${JSON.stringify(rows, null, 2)}\n`);
    console.log(table(rows));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
