import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive, markOf, readMark, takeLock } from '../src/locks.ts';
import { dataDir } from './workbench.ts';

const dir = dataDir();

it('has one holder, and is free again after its release', () => {
  const file = join(dir, 'one');
  const lock = takeLock(file);
  expect(takeLock(file)).toEqual({ holder: markOf(process.pid) });
  if ('release' in lock) lock.release();
  expect(takeLock(file)).toHaveProperty('release');
});

it('is taken from a process that is dead', async () => {
  const file = join(dir, 'dead');
  const child = spawn('/bin/sh', ['-c', 'read _'], { stdio: ['pipe', 'ignore', 'ignore'] });
  writeFileSync(file, JSON.stringify(markOf(child.pid!)));
  expect(takeLock(file)).toHaveProperty('holder.pid', child.pid);
  child.stdin.end();
  await once(child, 'exit');
  expect(takeLock(file)).toHaveProperty('release');
  expect(readMark(file)).toEqual(markOf(process.pid));
});

it('is taken where the process id went to another program, and where the file is broken', () => {
  const file = join(dir, 'reused');
  const other = { ...markOf(process.pid), started: '1' };
  expect(isAlive(other)).toBe(false);
  writeFileSync(file, JSON.stringify(other));
  expect(takeLock(file)).toHaveProperty('release');
  const broken = join(dir, 'broken');
  writeFileSync(broken, '{');
  expect(takeLock(broken)).toHaveProperty('release');
});
