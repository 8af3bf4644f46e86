import { setTimeout as pause } from 'node:timers/promises';
import { inShort, processesOf } from './sandbox.ts';
import type { Started } from './started.ts';

/** A result other than promised; the cause, where there is one, is all that was printed. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
}

/** Its lines for people, without the services' log. */
const said = (started: Started): string[] =>
  started
    .stderr()
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{"level"'));

const lastLines = (started: Started, n: number): string => said(started).slice(-n).join(' ⏎ ');

const mismatch = (started: Started, text: string): Mismatch =>
  new Mismatch(text, { cause: said(started).slice(-40).join('\n') });

/** The whole flagship answer, and an end with 0. */
export async function works(started: Started): Promise<string> {
  const code = await started.ended;
  if (code !== 0 || !started.stdout().includes('"order"'))
    throw mismatch(started, `ended with ${code}: ${lastLines(started, 3)}`);
  return 'works';
}

/** One line at the end that says what is wrong, no stack, an exit code that is not 0. Returns the line. */
export async function oneLine(started: Started, expected: RegExp): Promise<string> {
  const code = await started.ended;
  const line = lastLines(started, 1);
  if (typeof code !== 'number' || code === 0) throw mismatch(started, `ended with ${code}: ${line}`);
  if (/^ +at /m.test(started.stderr())) throw mismatch(started, `a stack: ${lastLines(started, 4)}`);
  if (!expected.test(line)) throw mismatch(started, line);
  return line;
}

/** How long after the end something may still be there. */
export async function nothingLeft(folder: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const left = processesOf(folder);
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Mismatch(`still running: ${inShort(left)}`);
    await pause(50);
  }
}
