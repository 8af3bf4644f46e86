import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { waitUntil } from '../src/index.ts';

const COMMAND = fileURLToPath(new URL('../src/commands/with-load.ts', import.meta.url));
const start = (...args: string[]): ChildProcess => spawn(process.execPath, [COMMAND, ...args], { stdio: 'ignore' });

const loopsOf = (parent: ChildProcess): number[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, ...args]) => Number(ppid) === parent.pid && args.join(' ').includes('busy-loop.ts'))
    .map(([pid]) => Number(pid));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('ends with the exit code of its command, and keeps nothing busy where it is not asked to', async () => {
  expect(await once(start(process.execPath, '-e', 'process.exit(7)'), 'exit')).toEqual([7, null]);
  const idle = start(process.execPath, '-e', 'setTimeout(() => undefined, 500)');
  expect(loopsOf(idle)).toEqual([]);
  expect(await once(idle, 'exit')).toEqual([0, null]);
});

it.each(['SIGKILL', 'SIGTERM'] as const)('its load, two loops for each core, ends with it after %s', async (signal) => {
  const running = start('sleep', '30', '--with-load');
  await waitUntil(() => loopsOf(running).length === 2 * availableParallelism());
  const loops = loopsOf(running);
  const ended = once(running, 'exit');
  running.kill(signal);
  await ended;
  await waitUntil(() => !loops.some(isAlive), { what: 'the end of the load' });
});
