import { registerVerified } from '../src/index.ts';
import { beforeEach, expect, test } from 'vitest';
import { LOGIN, PASSWORD, REGISTER, VERIFY, startTestUsers } from './setup.ts';

const { users, messages, execute } = await startTestUsers();
const register = (email: string, rest: Record<string, unknown> = {}) =>
  execute(REGISTER, { input: { email, password: PASSWORD, ...rest } });
const verify = (token: string | undefined) => execute(VERIFY, { token });
const login = (email: string, password = PASSWORD) => execute(LOGIN, { input: { email, password } });

beforeEach(() => {
  messages.length = 0;
});

test('from registration over the message to a log-in', async () => {
  expect((await register('Ada@Example.org', { displayName: 'Ada', locale: 'en-GB' })).data['register']).toEqual({
    __typename: 'RegistrationAccepted',
    message: 'We have sent you a message that says how to go on',
  });
  expect(messages).toMatchObject([{ kind: 'verify-email', to: 'Ada@Example.org' }]);
  expect((await login('ada@example.org')).data['login']).toMatchObject({ __typename: 'InvalidCredentials' });

  const verified = await verify(messages[0]?.verificationToken);
  expect(verified.errors).toBeNull();
  expect(verified.data['verifyEmail']).toMatchObject({
    __typename: 'Session',
    user: {
      email: 'Ada@Example.org',
      emailVerified: true,
      displayName: 'Ada',
      locale: 'en-GB',
      role: 'CUSTOMER',
      status: 'ACTIVE',
      version: 2,
    },
  });
  expect((await login('ADA@example.org')).data['login']).toMatchObject({ __typename: 'Session' });
});

test('a known address is answered as an unknown one; only the message differs', async () => {
  await registerVerified(users.db, {
    email: 'known@example.org',
    password: PASSWORD,
    displayName: null,
    role: 'CUSTOMER',
  });
  const known = await register('KNOWN@example.org', { password: 'another-long-password' });
  const unknown = await register('unknown@example.org', { password: 'another-long-password' });
  expect(known).toEqual(unknown);
  expect(messages).toEqual([
    { kind: 'already-registered', to: 'known@example.org' },
    { kind: 'verify-email', to: 'unknown@example.org', verificationToken: expect.any(String) as string },
  ]);
  expect((await login('known@example.org', 'another-long-password')).data['login']).toMatchObject({
    __typename: 'InvalidCredentials',
  });
});

test('a token works once, also when it is brought twice at the same moment', async () => {
  await register('once@example.org');
  const token = messages[0]?.verificationToken;
  const answers = await Promise.all([verify(token), verify(token), verify(token)]);
  const kinds = answers.map((answer) => (answer.data['verifyEmail'] as { __typename: string }).__typename);
  expect(kinds.sort()).toEqual(['InvalidToken', 'InvalidToken', 'Session']);
});

test('the password in force is that of the registration whose token came back', async () => {
  await register('twice@example.org', { password: 'password-of-an-intruder' });
  await register('twice@example.org', { password: 'password-of-the-owner' });
  expect((await verify(messages[1]?.verificationToken)).data['verifyEmail']).toMatchObject({ __typename: 'Session' });
  expect((await login('twice@example.org', 'password-of-the-owner')).data['login']).toMatchObject({
    __typename: 'Session',
  });
  expect((await login('twice@example.org', 'password-of-an-intruder')).data['login']).toMatchObject({
    __typename: 'InvalidCredentials',
  });
  // The other token died with it.
  expect((await verify(messages[0]?.verificationToken)).data['verifyEmail']).toMatchObject({
    __typename: 'InvalidToken',
  });
});

test('an expired or unknown token is not valid, and the database holds no token', async () => {
  await register('late@example.org');
  const token = messages[0]?.verificationToken ?? '';
  const stored = await users.db.selectFrom('verification_tokens').select('token_hash').execute();
  expect(
    stored.some((row) => row.token_hash.toString('base64url') === token || row.token_hash.toString() === token),
  ).toBe(false);
  await users.db
    .updateTable('verification_tokens')
    .set({ expires_at: new Date(0) })
    .execute();
  expect((await verify(token)).data['verifyEmail']).toEqual({
    __typename: 'InvalidToken',
    message: expect.any(String) as string,
  });
  expect((await verify('nonsense')).data['verifyEmail']).toMatchObject({ __typename: 'InvalidToken' });
});

test('one address registered many times at once is one account', async () => {
  await Promise.all(Array.from({ length: 5 }, () => register('crowd@example.org')));
  const rows = await users.db.selectFrom('accounts').select('id').where('email', '=', 'crowd@example.org').execute();
  expect(rows).toHaveLength(1);
  expect(messages).toHaveLength(5);
});

test.each([
  ['short', ['It must have at least 10 characters']],
  ['x1y2'.repeat(33), ['It must have at most 128 characters']],
  ['Password123', ['It is one of those that are tried first']],
  ['aaaaaaaaaaaaaaa', ['It is one of those that are tried first']],
  ['my-grace-hopper-1', ['It must not contain your e-mail address']],
])('a weak password says why: %.20s', async (password, reasons) => {
  const answer = await register('grace-hopper@example.org', { password });
  expect(answer.data['register']).toEqual({ __typename: 'WeakPassword', reasons });
  expect(messages).toEqual([]);
});

test('what is no address or no name is refused', async () => {
  expect((await register('nobody')).errors).toMatchObject([
    { path: ['register'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect((await register('a@example.org', { displayName: '\u0000' })).errors).toMatchObject([
    { path: ['register'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test('registerVerified makes an account once, and verifies one that waits', async () => {
  const input = { email: 'seed@example.org', password: PASSWORD, displayName: 'Seed', role: 'SUPPORT' } as const;
  const ids = await Promise.all([1, 2, 3].map(() => registerVerified(users.db, input)));
  expect(new Set(ids).size).toBe(1);
  expect(await registerVerified(users.db, { ...input, email: 'SEED@example.org', password: 'something-else-1' })).toBe(
    ids[0],
  );
  expect((await login('seed@example.org')).data['login']).toMatchObject({ __typename: 'Session' });

  await register('waiting@example.org');
  await registerVerified(users.db, { ...input, email: 'waiting@example.org' });
  expect((await login('waiting@example.org')).data['login']).toMatchObject({ __typename: 'Session' });
});
