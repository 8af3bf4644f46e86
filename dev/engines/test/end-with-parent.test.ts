import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { END_WITH_PARENT } from '../src/supervisor/process.ts';

/** As a server that has not got so far: the first signal is lost. */
const deafAtFirst = (signal: string) => `
  let told = 0;
  process.on('${signal}', () => ++told === 2 && process.exit(7));
  setInterval(() => undefined, 1_000);
  console.log('ready');`;

it.each(['INT', 'TERM'])('tells a server to end until it has heard it, by SIG%s', async (signal) => {
  const child = spawn('/bin/sh', [END_WITH_PARENT, process.execPath, '-e', deafAtFirst(`SIG${signal}`)], {
    env: { PATH: process.env['PATH'], STOP_SIGNAL: signal },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'exit');
  onTestFinished(() => void (child.exitCode === null && process.kill(-child.pid!, 'SIGKILL')));
  child.stdout.on('data', (data: Buffer) => data.toString().includes('ready') && child.stdin.end());
  expect(await ended).toEqual([7, null]);
  // Nothing of its group is left; on a busy machine that takes a moment.
  await vi.waitFor(() => expect(() => process.kill(-child.pid!, 0)).toThrow('ESRCH'), 60_000);
});
