import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { newMigration } from '../src/new-migration.ts';

const now = new Date('2026-11-21T15:04:05.678Z');

it('names a migration by time, behind the numbered ones', () => {
  const { file, text } = newMigration({ subgraph: 'orders', name: 'Add Wish-lists!', now });
  expect(file).toBe('subgraphs/orders/migrations/20261121150405_add_wish_lists.ts');
  expect(['0005_event_bus.ts', file.split('/').at(-1)].sort()[0]).toBe('0005_event_bus.ts');
  expect(text).toContain("from 'kysely'");
  expect(newMigration({ subgraph: 'catalog', name: 'x', now }).text).toContain("from 'mongodb'");
});

it('refuses a name without letters, and the subgraph without migrations', () => {
  expect(() => newMigration({ subgraph: 'users', name: '--', now })).toThrow(/needs a name/);
  expect(() => newMigration({ subgraph: 'search', name: 'x', now })).toThrow(/mapping version/);
});

it('is a command of a checkout, with the subgraph behind the name', async () => {
  const ops = fileURLToPath(new URL('../src/ops.ts', import.meta.url));
  const ended = promisify(execFile)(process.execPath, [ops, 'migrate', 'new', '!!', '--subgraph', 'users']);
  await expect(ended).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^A migration needs a name/) });
});
