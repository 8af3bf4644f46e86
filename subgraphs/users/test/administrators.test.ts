import { beforeEach, expect, test } from 'vitest';
import { createAdministrator, registerVerified } from '../src/index.ts';
import { LOGIN, PASSWORD, REGISTER, VERIFY, startTestUsers } from './setup.ts';

const { users, messages, execute } = await startTestUsers();
const { db } = users;
const BY = { kind: 'operator', command: 'create-admin' } as const;
const make = (email: string, more: { another?: boolean; password?: string } = {}) =>
  createAdministrator(db, BY, { email, password: PASSWORD, displayName: null, another: false, ...more });
const admins = async () =>
  (await db.selectFrom('accounts').select('email').where('role', '=', 'ADMIN').orderBy('email').execute()).map(
    ({ email }) => email,
  );

beforeEach(async () => {
  await db.deleteFrom('accounts').execute();
});

test('the first administrator logs in, is made once, and another one only on request', async () => {
  expect(await make('First@example.org')).toMatchObject({ kind: 'created' });
  const { data } = await execute(LOGIN, { input: { email: 'first@example.org', password: PASSWORD } });
  expect(data['login']).toMatchObject({ __typename: 'Session', user: { email: 'first@example.org' } });
  expect(await make('FIRST@example.org', { password: 'another-quiet-hill' })).toEqual({ kind: 'is_administrator' });
  expect(await make('second@example.org')).toEqual({ kind: 'another_exists' });
  expect(await make('second@example.org', { another: true })).toMatchObject({ kind: 'created' });
  expect(await admins()).toEqual(['first@example.org', 'second@example.org']);
});

test('of several at once one is the first', async () => {
  const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => make(`${name}@example.org`)));
  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['another_exists', 'another_exists', 'created']);
  expect(await admins()).toHaveLength(1);
});

test('a verified or suspended account is left alone, and a weak password is refused', async () => {
  const customer = { email: 'ada@example.org', password: PASSWORD, displayName: null, role: 'CUSTOMER' } as const;
  await registerVerified(db, customer);
  expect(await make('ada@example.org')).toEqual({ kind: 'has_account', role: 'CUSTOMER', status: 'ACTIVE' });
  await db.updateTable('accounts').set({ status: 'SUSPENDED', role: 'ADMIN' }).execute();
  expect(await make('ada@example.org')).toEqual({ kind: 'has_account', role: 'ADMIN', status: 'SUSPENDED' });
  // A suspended administrator does not count as one.
  await expect(make('nobody')).rejects.toThrow('is not an e-mail address');
  expect(await make('boss@example.org', { password: 'password1234' })).toMatchObject({ kind: 'weak_password' });
  expect(await make('boss@example.org')).toMatchObject({ kind: 'created' });
});

test('an earlier registration of the address gets nothing', async () => {
  const intruder = { email: 'boss@example.org', password: 'password-of-an-intruder' };
  const { data } = await execute(REGISTER, { input: intruder });
  const { registrationSecret } = data['register'] as { registrationSecret: string };
  expect(await make(intruder.email)).toMatchObject({ kind: 'created' });
  const token = messages.at(-1)?.verificationToken;
  const verified = await execute(VERIFY, { token, registrationSecret });
  expect(verified.data['verifyEmail']).toMatchObject({ __typename: 'InvalidToken' });
  expect((await execute(LOGIN, { input: intruder })).data['login']).toMatchObject({ __typename: 'InvalidCredentials' });
});
