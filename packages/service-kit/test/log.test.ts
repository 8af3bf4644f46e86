import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

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
