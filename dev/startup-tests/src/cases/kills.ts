import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { Mismatch, nothingLeft, oneLine, works } from '../expect.ts';
import { inShort, type Sandbox, processesOf } from '../sandbox.ts';
import { start, type Started } from '../started.ts';

const LEAVE_MS = 15_000;
const READY_MS = 90_000;
/** How a server's command line looks in the case's folder. */
const SERVERS: Readonly<Record<string, RegExp>> = {
  PostgreSQL: /^(\d+) \S*bin\/postgres -D/,
  Redis: /^(\d+) \S*redis-server\S* (--port|127\.)/,
  'the MongoDB stand-in': /^(\d+) \S*java .*mongodb-stand-in\.jar/,
  OpenSearch: /^(\d+) \S*java -Xms/,
};

async function serving(sandbox: Sandbox): Promise<{ started: Started; origin: string; again: () => Started }> {
  const [shop, data] = [sandbox.shop(), sandbox.data()];
  const started = start({ shop, data, args: ['--port', '0'] });
  await started.saw(/Ctrl-C stops everything/);
  const origin = /Health +(http:\/\/[^/]+)/.exec(started.stderr())?.[1] ?? '';
  return { started, origin, again: () => start({ shop, data }) };
}

async function ready(origin: string): Promise<void> {
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline; await pause(100)) {
    const answer = await fetch(`${origin}/ready`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Mismatch(`/ready is not 200 after ${READY_MS / 1000} s`);
}

export const killCases: readonly Case[] = [
  {
    name: 'kill -9 of npm start while it serves',
    async run(sandbox) {
      const { started, again } = await serving(sandbox);
      process.kill(started.pid, 'SIGKILL');
      await started.ended;
      const seen = await works(again()); // at once, while the engines are still ending
      await nothingLeft(sandbox.folder, LEAVE_MS);
      return `the engines end; a start at once ${seen}`;
    },
  },
  {
    name: 'kill -9 of npm start while the engines start, and while the demo data are written',
    async run(sandbox) {
      const shop = sandbox.shop();
      const data = join(sandbox.folder, 'data');
      for (const sign of [/is up on port/, /Writing products/]) {
        const started = start({ shop, data });
        await started.saw(sign);
        process.kill(started.pid, 'SIGKILL');
        await started.ended;
      }
      return `the engines end; a start at once ${await works(start({ shop, data }))}`;
    },
  },
  ...Object.entries(SERVERS).map(([title, sign]): Case => ({
    name: `kill -9 of ${title}`,
    async run(sandbox) {
      const { started, origin } = await serving(sandbox);
      const pid = Number(processesOf(sandbox.folder).flatMap((line) => sign.exec(line)?.[1] ?? [])[0]);
      if (!(pid > 0)) throw new Mismatch(`it is not among ${inShort(processesOf(sandbox.folder))}`);
      process.kill(pid, 'SIGKILL');
      const [again] = await started.saw(/^.* is up again on port \d+$/m);
      await ready(origin);
      process.kill(started.pid, 'SIGINT');
      const code = await started.ended;
      if (code !== 0) throw new Mismatch(`exit code ${code} at the end`);
      return again;
    },
  })),
  {
    name: 'an engine that cannot come up again',
    async run(sandbox) {
      const { started } = await serving(sandbox);
      for (let times = 0; times < 6; times++) {
        const before = started.stderr().split('is up again').length;
        const pid = processesOf(sandbox.folder).flatMap((line) => SERVERS['Redis']?.exec(line)?.[1] ?? [])[0];
        if (pid === undefined) throw new Mismatch('Redis does not run');
        process.kill(Number(pid), 'SIGKILL');
        if (times < 5) while (started.stderr().split('is up again').length === before) await pause(20);
      }
      return oneLine(started, /^Redis ended .*it is not started again/);
    },
  },
];
