import { freePort } from '@quartet/engines';
import type { Case } from '../case.ts';
import { Mismatch, oneLine } from '../expect.ts';
import type { Sandbox } from '../sandbox.ts';
import { start } from '../started.ts';

const SERVING = /Ctrl-C stops everything/;

/** The second shop joins the engines of the first, which then ends. */
async function ownerEnds(sandbox: Sandbox, signal: NodeJS.Signals): Promise<string> {
  const [shop, data] = [sandbox.shop(), sandbox.data()];
  const owner = start({ shop, data, args: ['--port', '0'] });
  await owner.saw(SERVING);
  const second = start({ shop, data, args: ['--port', '0'] });
  await second.saw(SERVING);
  const before = second.stderr().length;
  process.kill(owner.pid, signal);
  const line = await oneLine(second, /^Process \d+, which ran the engines, has ended/);
  const faults = second
    .stderr()
    .slice(before)
    .split('\n')
    .filter((text) => /"level":"(warn|error|fatal)"/.test(text));
  if (faults.length > 0)
    throw new Mismatch(`${faults.length} lines of the log beside it`, { cause: faults.join('\n') });
  await owner.ended;
  return line;
}

export const togetherCases: readonly Case[] = [
  {
    name: 'two starts at once with one port',
    async run(sandbox) {
      const port = String(await freePort());
      const shop = sandbox.shop();
      const both = [sandbox.data('one'), sandbox.data('two')].map((data) =>
        start({ shop, data, args: ['--port', port] }),
      );
      const [loser, winner] = await Promise.any(
        both.map(async (started, at) => {
          await started.ended;
          return [started, both[1 - at]] as const;
        }),
      );
      const line = await oneLine(loser, /^Port \d+ is taken: choose another one with --port N$/);
      await winner?.saw(SERVING);
      process.kill(winner?.pid ?? 0, 'SIGINT');
      const code = await winner?.ended;
      if (code !== 0) throw new Mismatch(`the other one ended with ${String(code)}`);
      return `${line}; the other one serves`;
    },
  },
  { name: 'a second shop on the same engines, whose owner ends', run: (sandbox) => ownerEnds(sandbox, 'SIGINT') },
  { name: 'a second shop on the same engines, whose owner is killed', run: (sandbox) => ownerEnds(sandbox, 'SIGKILL') },
];
