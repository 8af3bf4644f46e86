import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseEnv, StartError } from '../src/index.ts';

const schema = z.object({
  DATABASE_URL: z.string().min(1),
  PORT: z.coerce.number().int().max(65_535).default(4000),
});

test('settings are parsed, defaults filled in, empty values count as missing', () => {
  expect(parseEnv(schema, { DATABASE_URL: 'postgresql://db', PORT: '' })).toEqual({
    DATABASE_URL: 'postgresql://db',
    PORT: 4000,
  });
});

test('every wrong setting is named at once, without its value', () => {
  const wrong = (): unknown => parseEnv(schema, { PORT: '70000hunter2' });
  expect(wrong).toThrow(StartError);
  expect(wrong).toThrow(/DATABASE_URL: is missing\n {2}PORT: /);
  expect(wrong).not.toThrow(/hunter2/);
});

test.each(['prod', 'Production', ' production', 'PROD'])(
  'NODE_ENV %j is refused: it would not be production',
  (value) => {
    expect(() => parseEnv(schema, { DATABASE_URL: 'postgresql://db', NODE_ENV: value })).toThrow(
      /NODE_ENV: is ".*", and only "production" means production/,
    );
  },
);

test.each(['production', 'development', 'staging', 'test', ''])('NODE_ENV %j is taken', (value) => {
  expect(() => parseEnv(schema, { DATABASE_URL: 'postgresql://db', NODE_ENV: value })).not.toThrow();
});
