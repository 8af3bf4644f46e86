import { createLogger } from '@quartet/service-kit';
import { freshEnv } from '@quartet/test-kit';
import { expect, test } from 'vitest';
import { migrateUsers, readUsersEnv } from '../src/index.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const env = readUsersEnv({ ...(await freshEnv()) });

const ALL = [
  '0001_accounts',
  '0002_sign_in',
  '0003_registration_secrets',
  '0004_pruning',
  '20261127114000_audit_entries',
  '20261127115000_account_events',
  '20261127121500_session_changes',
  '20261127124500_registrations',
];

test('two processes may migrate at once, and each step can be undone', async () => {
  const applied = await Promise.all([1, 2].map(() => migrateUsers({ env, log, direction: 'up' })));
  expect(applied.flat()).toEqual(ALL);
  for (const name of ALL.toReversed()) expect(await migrateUsers({ env, log, direction: 'down' })).toEqual([name]);
  expect(await migrateUsers({ env, log, direction: 'up' })).toEqual(ALL);
});
