import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { Mismatch, nothingLeft } from '../expect.ts';
import { processesOf, type Sandbox } from '../sandbox.ts';
import { start, type Started } from '../started.ts';

/** Within this time after the end of npm or of its terminal, nothing runs any more. */
const END_MS = 10_000;
/** Several times as long as a process needs to notice that its parent is gone. */
const LIVES_ON_MS = 5_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const;

const COMMANDS: Readonly<Record<string, { command: readonly string[]; up: RegExp }>> = {
  'npm start': { command: ['npm', 'start', '--', '--port', '0'], up: /Ctrl-C stops everything/ },
  'npm start, distributed': {
    command: ['npm', 'start', '--', '--port', '0', '--topology', 'distributed'],
    up: /Ctrl-C stops everything/,
  },
  'npm run engines': { command: ['npm', 'run', 'engines'], up: /Ctrl-C stops them/ },
};

/** The whole process group gets it, as from a terminal's Ctrl-C, or the one process. */
function endBy(started: Started, signal: NodeJS.Signals, target: 'group' | 'process'): void {
  process.kill(target === 'group' ? -started.pid : started.pid, signal);
}

async function endsAfterEach(
  sandbox: Sandbox,
  { command, up }: { command: readonly string[]; up: RegExp },
): Promise<string> {
  const [shop, data] = [sandbox.shop(), sandbox.data()];
  for (const target of ['process', 'group'] as const) {
    for (const signal of SIGNALS) {
      const started = start({ shop, data, command });
      await started.saw(up);
      endBy(started, signal, target);
      await nothingLeft(sandbox.folder, END_MS);
    }
  }
  return `nothing is left after ${SIGNALS.join(', ')}, of npm alone and of its group`;
}

/** `script` is the terminal: when it is killed the system closes the terminal, as when a window is closed. */
async function endsWithTerminal(
  sandbox: Sandbox,
  { command, up }: { command: readonly string[]; up: RegExp },
): Promise<string> {
  const inTerminal = ['script', '--quiet', '--flush', '--command', command.join(' '), '/dev/null'];
  const started = start({ shop: sandbox.shop(), data: sandbox.data(), command: inTerminal });
  await started.saw(up);
  process.kill(started.pid, 'SIGKILL');
  await nothingLeft(sandbox.folder, END_MS);
  return 'nothing is left';
}

/** Starts in the background of a shell that ends as soon as it has done so. */
async function livesOn(sandbox: Sandbox, line: string): Promise<string> {
  const shell = ['sh', '-c', `${line} & sleep 1`];
  const started = start({ shop: sandbox.shop(), data: sandbox.data(), command: shell });
  await started.ended;
  await started.saw(/Ctrl-C stops everything/);
  await pause(LIVES_ON_MS);
  const running = processesOf(sandbox.folder).filter((one) => one.includes('dev/demo/src/start.ts'));
  if (running.length !== 1) throw new Mismatch('it ended with its shell');
  process.kill(Number.parseInt(running[0] ?? '', 10), 'SIGTERM');
  await nothingLeft(sandbox.folder, END_MS);
  return 'it goes on until it is told to end';
}

export const endingCases: readonly Case[] = [
  ...Object.entries(COMMANDS).flatMap(([name, command]): Case[] => [
    { name: `${name}, whose npm is ended`, run: (sandbox) => endsAfterEach(sandbox, command) },
    { name: `${name}, whose terminal is killed`, run: (sandbox) => endsWithTerminal(sandbox, command) },
  ]),
  {
    name: 'nohup npm start, whose shell ends',
    run: (sandbox) => livesOn(sandbox, 'nohup npm start -- --port 0'),
  },
  {
    name: 'a start without npm, whose shell ends',
    run: (sandbox) => livesOn(sandbox, 'setsid node dev/demo/src/start.ts --port 0'),
  },
];
