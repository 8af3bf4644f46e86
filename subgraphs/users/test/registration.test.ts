import { registerVerified } from '../src/index.ts';
import { beforeEach, expect, test } from 'vitest';
import { LOGIN, PASSWORD, REGISTER, VERIFY, startTestUsers } from './setup.ts';

const { users, messages, execute } = await startTestUsers();
const register = (email: string, rest: Record<string, unknown> = {}) =>
  execute(REGISTER, { input: { email, password: PASSWORD, ...rest } });
const verify = (token: string | undefined, password = PASSWORD) => execute(VERIFY, { token, password });
const login = (email: string, password = PASSWORD) => execute(LOGIN, { input: { email, password } });

beforeEach(() => {
  messages.length = 0;
});

test('from registration over the message to a log-in', async () => {
  expect((await register('Ada@Example.org', { displayName: 'Ada', locale: 'en-GB' })).data['register']).toEqual({
    __typename: 'RegistrationAccepted',
    message: 'We have sent you a message that says how to go on',
    registrationSecret: expect.stringMatching(/^[\w-]{43}$/) as string,
  });
  expect(messages).toMatchObject([{ kind: 'verify-email', to: 'ada@example.org' }]);
  expect((await login('ada@example.org')).data['login']).toMatchObject({ __typename: 'InvalidCredentials' });

  const verified = await verify(messages[0]?.verificationToken);
  expect(verified.errors).toBeNull();
  expect(verified.data['verifyEmail']).toMatchObject({
    __typename: 'Session',
    user: {
      email: 'ada@example.org',
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

test('a token works once, also when it is brought twice at the same moment', async () => {
  await register('once@example.org');
  const token = messages[0]?.verificationToken;
  const answers = await Promise.all([verify(token), verify(token), verify(token)]);
  const kinds = answers.map((answer) => (answer.data['verifyEmail'] as { __typename: string }).__typename);
  expect(kinds.sort()).toEqual(['InvalidToken', 'InvalidToken', 'Session']);
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

test('a weak password says why, and nobody is told anything', async () => {
  const answer = await register('grace-hopper@example.org', { password: 'short' });
  expect(answer.data['register']).toEqual({
    __typename: 'WeakPassword',
    reasons: ['It must have at least 10 characters'],
  });
  expect(messages).toEqual([]);
});

test.each([
  ['an address without @', 'nobody', {}, undefined],
  ['a host without a dot', 'ada@localhost', {}, 'email: is not an e-mail address such as ada@example.org'],
  ['NUL in a name', 'a@example.org', { displayName: 'A\0da' }, 'the character U+0000'],
  ['half a character', 'a@example.org', { displayName: 'Ada \ud83d' }, 'the character U+D83D'],
  ['zero width', 'a@example.org', { displayName: 'A\u200bda' }, 'the character U+200B'],
  ['another direction', 'a@example.org', { displayName: '\u202eadA' }, 'the character U+202E'],
  ['only blanks', 'a@example.org', { displayName: '   ' }, 'displayName: is empty'],
  ['a long name', 'a@example.org', { displayName: 'x'.repeat(101) }, 'displayName: is longer than 100 characters'],
])('%s is refused in words', async (_what, email, rest, words) => {
  const { errors } = await register(email, rest);
  expect(errors).toMatchObject([{ path: ['register'], extensions: { code: 'BAD_USER_INPUT' } }]);
  if (words !== undefined) expect(JSON.stringify(errors)).toContain(words);
  expect(messages).toEqual([]);
});

test.each([
  ['Cafe\u0301  Owner', 'Caf\u00e9 Owner'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
])('the name %s is kept as %s', async (displayName, kept) => {
  const email = `${String(messages.length)}.${displayName.length}@example.org`;
  await register(email, { displayName });
  expect((await verify(messages[0]?.verificationToken)).data['verifyEmail']).toMatchObject({
    __typename: 'Session',
    user: { displayName: kept },
  });
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
