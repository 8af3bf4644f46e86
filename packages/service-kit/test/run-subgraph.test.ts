import { expect, test } from 'vitest';
import { readProcessEnv, StartError } from '../src/index.ts';

const VIEWER_SECRET = 'a secret of more than 32 characters';
const read = (env: Record<string, string>) => readProcessEnv({ VIEWER_SECRET, ...env }, { defaultPort: 4002 });

test('a process has defaults for all but its secret', () => {
  const defaults = { role: 'all', host: '127.0.0.1', port: 4002, operators: 'open', viewerSecrets: [VIEWER_SECRET] };
  expect(read({})).toEqual(defaults);
  expect(read({ PORT: '', ROLE: '' })).toEqual(defaults);
  expect(read({ ROLE: 'worker', HOST: '0.0.0.0', PORT: '0' })).toEqual({
    ...defaults,
    role: 'worker',
    host: '0.0.0.0',
    port: 0,
  });
});

test('wrong settings are named, each in a line of its own', () => {
  const reading = () => read({ ROLE: 'boss', PORT: '70000' });
  expect(reading).toThrow(StartError);
  expect(reading).toThrow(/ROLE: must be api, worker or all\n.*PORT: must be between 0 and 65535/);
  expect(() => read({ PORT: 'http' })).toThrow(/PORT: must be a number/);
});

test('production refuses to start without a secret', () => {
  expect(() => read({ NODE_ENV: 'production', VIEWER_SECRET: '' })).toThrow(/VIEWER_SECRET: is missing/);
});
