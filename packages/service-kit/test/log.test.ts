import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createLogger } from '../src/index.ts';

const INDEX = new URL('../src/index.ts', import.meta.url).href;

test('a line has an ISO time and a level by name, and no secrets', () => {
  const script = `
    const { createLogger } = await import(${JSON.stringify(INDEX)});
    const log = createLogger({ name: 'shop', level: 'info' });
    log.info({ input: { password: 'hunter2' }, headers: { authorization: 'Bearer hunter2' }, token: 'hunter2' }, 'hello');
  `;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const line = JSON.parse(out) as Record<string, unknown>;
  expect(line).toMatchObject({ level: 'info', name: 'shop', msg: 'hello', time: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(out).not.toContain('hunter2');
});

test('an error says what happened and keeps the rest of its driver to itself', () => {
  const lines: string[] = [];
  const log = createLogger({ name: 'shop', level: 'info', destination: { write: (line) => void lines.push(line) } });
  const refused = Object.assign(new Error('WRONGPASS'), { code: 'X1', command: { name: 'auth', args: ['hunter2'] } });
  log.info({ err: refused, cause: refused }, 'hello');
  log.info({ err: new AggregateError([refused], 'all') }, 'hello');
  log.info({ err: new Error('outer', { cause: refused }) }, 'hello');
  const [plain, aggregate, nested] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const shown = { type: 'Error', message: 'WRONGPASS', code: 'X1', stack: expect.stringContaining('WRONGPASS') };
  expect(plain).toMatchObject({ err: shown, cause: shown });
  expect(aggregate).toMatchObject({ err: { aggregateErrors: [shown] } });
  expect(nested).toMatchObject({ err: { message: 'outer: WRONGPASS' } });
  expect(lines.join()).not.toContain('hunter2');
});
