import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive, markOf, readMark, takeLock } from '../src/supervisor/locks.ts';
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

it('goes to one of many that find it dead at once, also where one of them died while it took over', async () => {
  const child = spawn('/bin/sh', ['-c', 'true'], { stdio: 'ignore' });
  const dead = { ...markOf(child.pid!), started: '1' };
  await once(child, 'exit');
  const script = `
    const { takeLock } = await import(${JSON.stringify(new URL('../src/supervisor/locks.ts', import.meta.url).href)});
    process.send('ready');
    process.on('message', (file) => process.send('release' in takeLock(file) ? 'mine' : 'theirs'));`;
  const takers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
  );
  try {
    await Promise.all(takers.map((taker) => once(taker, 'message')));
    for (let round = 0; round < 50; round++) {
      const file = join(dir, `contended-${round}`);
      writeFileSync(file, JSON.stringify(dead));
      // What a process leaves that dies between its claim and its lock.
      if (round % 2) writeFileSync(`${file}.after-${dead.pid}-1`, JSON.stringify(dead));
      const answers = takers.map((taker) => once(taker, 'message'));
      for (const taker of takers) taker.send(file);
      const outcomes = (await Promise.all(answers)).flat().filter((answer) => answer === 'mine');
      expect(outcomes).toHaveLength(1);
    }
  } finally {
    for (const taker of takers) taker.kill();
  }
});
