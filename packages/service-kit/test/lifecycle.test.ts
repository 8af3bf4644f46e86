import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const INDEX = new URL('../src/process/lifecycle.ts', import.meta.url).href;

async function endOf(stop: string, signals: NodeJS.Signals[]): Promise<{ code: number | null; out: string }> {
  const script = `
    const { onStopSignals } = await import(${JSON.stringify(INDEX)});
    onStopSignals(${stop}, { deadlineMs: 300 });
    setInterval(() => {}, 1000);
    console.log('up');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child.stdout, 'data');
  const exit = once(child, 'exit');
  for (const [i, signal] of signals.entries()) {
    child.kill(signal);
    // The next one comes when this one was heard.
    if (i + 1 < signals.length) await once(child.stdout, 'data');
  }
  const [code] = (await exit) as [number | null];
  return { code, out };
}

test('a stop that succeeds ends with 0', async () => {
  expect(await endOf(`async (signal) => { console.log('stopped by ' + signal); }`, ['SIGTERM'])).toEqual({
    code: 0,
    out: 'up\nstopped by SIGTERM\n',
  });
});

test('a stop that fails ends with 1', async () => {
  expect((await endOf(`async () => { throw new Error('no'); }`, ['SIGINT'])).code).toBe(1);
});

test('a stop that hangs is ended at the deadline', async () => {
  expect((await endOf(`() => new Promise(() => {})`, ['SIGTERM'])).code).toBe(1);
});

test('a second signal ends at once', async () => {
  const hangs = `() => { console.log('stopping'); return new Promise(() => {}); }`;
  expect((await endOf(hangs, ['SIGINT', 'SIGINT'])).code).toBe(1);
});
