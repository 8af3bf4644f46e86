import { privateEngines, waitUntil } from '@quartet/test-kit';
import { expect, test } from 'vitest';
import { registerVerified } from '../src/index.ts';
import { LOGIN, PASSWORD, startTestUsers, viewerOf } from './setup.ts';

const { env, controls } = await privateEngines(['postgres', 'redis']);
const { users, execute } = await startTestUsers({ ...env });
const id = await registerVerified(users.db, {
  email: 'ada@example.org',
  password: PASSWORD,
  displayName: 'Ada',
  role: 'CUSTOMER',
});
const login = () => execute(LOGIN, { input: { email: 'ada@example.org', password: PASSWORD } });
const me = () => execute('{ me { displayName } }', {}, viewerOf(id));

test('without Redis a log-in still works', async () => {
  expect((await login()).data['login']).toMatchObject({ __typename: 'Session' });
  await controls.redis.stop();
  expect((await login()).data['login']).toMatchObject({ __typename: 'Session' });
  await controls.redis.start();
});

test('without PostgreSQL the field says so, tokens can still be verified, and all is well when it is back', async () => {
  await users.jwks();
  await controls.postgres.kill();
  const { data, errors } = await me();
  expect(data).toEqual({ me: null });
  expect(errors).toEqual([
    {
      message: 'This part of the shop is not available right now; please try again',
      path: ['me'],
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    },
  ]);
  expect((await users.jwks()).keys).toHaveLength(1);
  await expect(users.checks['postgres']?.()).rejects.toThrow();
  await controls.postgres.start();
  await waitUntil(async () => (await me()).errors === null, { what: 'the account' });
});
