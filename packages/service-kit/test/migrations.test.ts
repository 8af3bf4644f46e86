import { fileURLToPath } from 'node:url';
import { freshPostgres } from '@quartet/test-kit';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createPostgres, migratePostgres } from '../src/index.ts';

const log = pino({ level: 'silent' });
const { url } = await freshPostgres();
const [one, other] = [0, 1].map(() => createPostgres<unknown>({ url, name: 'test', log })) as [Pool, Pool];
type Pool = ReturnType<typeof createPostgres<unknown>>;
const folder = fileURLToPath(new URL('./fixtures/migrations', import.meta.url));
const older = fileURLToPath(new URL('./fixtures/older-migrations', import.meta.url));
afterAll(() => Promise.all([one.destroy(), other.destroy()]));

test('two who start at once apply each migration once', async () => {
  const applied = await Promise.all(
    [one, other].map(({ db }) => migratePostgres({ db, folder, direction: 'up', log })),
  );
  expect(applied.flat()).toEqual(['0001_first', '0002_second']);
});

test('code that is older than the database says so', async () => {
  await expect(migratePostgres({ db: one.db, folder: older, direction: 'up', log })).rejects.toThrow(
    /newer than this code: it has the migration "0002_second"/,
  );
});

test('down undoes one step, up applies it again', async () => {
  expect(await migratePostgres({ db: one.db, folder, direction: 'down', log })).toEqual(['0002_second']);
  expect(await migratePostgres({ db: one.db, folder, direction: 'up', log })).toEqual(['0002_second']);
});
