import { join } from 'node:path';
import type { Case } from '../case.ts';
import { Mismatch, nothingLeft, works } from '../expect.ts';
import type { Sandbox } from '../sandbox.ts';
import { start, type Started } from '../started.ts';

const INTERRUPTED = 130;
/** A start that is cut short waits some seconds for its engines; on a slow machine they end a little after it. */
const LEAVE_MS = 15_000;

/** In the order of a first start. */
const PHASES = {
  'while Maven builds': /Building opensearch-node/,
  'while the engines start': /is up on port/,
  'while it migrates': /Engines are up/,
  'while the demo data are written': /The shop is empty[^]*Writing products/,
  'while search catches up': /Search takes over products/,
} as const;

/** Ends it by the signal, as a terminal does for the whole group or as `kill` does for the one process. */
async function endBy(started: Started, signal: NodeJS.Signals, whom: 'group' | 'process'): Promise<number | string> {
  process.kill(whom === 'group' ? -started.pid : started.pid, signal);
  return started.ended;
}

/** One data folder all the way through: each start finds what the one before, cut short, has left. */
async function everyPhase(sandbox: Sandbox, signal: NodeJS.Signals, whom: 'group' | 'process'): Promise<string> {
  const shop = sandbox.shop('shop', { ready: false });
  const data = join(sandbox.folder, 'data');
  for (const [phase, sign] of Object.entries(PHASES)) {
    const started = start({ shop, data });
    await started.saw(sign);
    const code = await endBy(started, signal, whom);
    if (code !== INTERRUPTED) throw new Mismatch(`${phase}: exit code ${code}: ${started.stderr().slice(-300)}`);
    await nothingLeft(sandbox.folder, LEAVE_MS);
    if (/^ +at /m.test(started.stderr())) throw new Mismatch(`${phase}: a stack: ${started.stderr().slice(-600)}`);
  }
  return `exit code ${INTERRUPTED} each time; the start after it ${await works(start({ shop, data }))}`;
}

export const signalCases: readonly Case[] = [
  {
    name: `Ctrl-C in each phase of the start: ${Object.keys(PHASES).join(', ')}`,
    run: (p) => everyPhase(p, 'SIGINT', 'group'),
  },
  { name: 'SIGTERM in each of these phases', run: (sandbox) => everyPhase(sandbox, 'SIGTERM', 'process') },
  {
    name: 'Ctrl-C while it serves',
    async run(sandbox) {
      const shop = sandbox.shop();
      const data = sandbox.data();
      const started = start({ shop, data, args: ['--port', '0'] });
      await started.saw(/Ctrl-C stops everything/);
      const code = await endBy(started, 'SIGINT', 'group');
      if (code !== 0) throw new Mismatch(`exit code ${code}`);
      await nothingLeft(sandbox.folder, LEAVE_MS);
      return `exit code 0; the start after it ${await works(start({ shop, data }))}`;
    },
  },
  {
    name: 'Ctrl-C twice',
    async run(sandbox) {
      const started = start({ shop: sandbox.shop(), data: sandbox.data(), args: ['--port', '0'] });
      await started.saw(/Ctrl-C stops everything/);
      process.kill(-started.pid, 'SIGINT');
      await started.saw(/Stopping/);
      const code = await endBy(started, 'SIGINT', 'group');
      return `exit code ${code}, nothing left`;
    },
  },
];
