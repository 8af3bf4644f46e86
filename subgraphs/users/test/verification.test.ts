import { registerVerified } from '../src/index.ts';
import { beforeEach, expect, test } from 'vitest';
import { LOGIN, PASSWORD, REGISTER, VERIFY, startTestUsers } from './setup.ts';

const OF_THE_OWNER = 'password-of-the-owner';
const OF_AN_INTRUDER = 'password-of-an-intruder';
const CHOSEN = 'chosen-at-the-very-end';

const { users, messages, execute } = await startTestUsers();
const verify = async (token: string, more: { password?: string | null; registrationSecret?: string | null } = {}) =>
  (await execute(VERIFY, { token, ...more })).data['verifyEmail'];

interface Registered {
  token: string;
  registrationSecret: string;
}

/** Registers and answers with what the mailbox and the browser got. */
async function register(email: string, password: string): Promise<Registered> {
  const before = messages.length;
  const { data } = await execute(REGISTER, { input: { email, password } });
  const { registrationSecret } = data['register'] as { registrationSecret: string };
  return { token: messages[before]?.verificationToken ?? '', registrationSecret };
}

/** Which of the passwords logs in. */
async function passwordsInForce(email: string): Promise<string[]> {
  const inForce: string[] = [];
  for (const password of [OF_THE_OWNER, OF_AN_INTRUDER, CHOSEN]) {
    const { data } = await execute(LOGIN, { input: { email, password } });
    if ((data['login'] as { __typename: string }).__typename === 'Session') inForce.push(password);
  }
  return inForce;
}

let email = '';
let count = 0;
beforeEach(() => {
  messages.length = 0;
  count += 1;
  email = `owner-${String(count)}@example.org`;
});

const PASSWORD_IS_MISSING = {
  __typename: 'WeakPassword',
  message: 'Please choose a password',
  reasons: ['A password must be chosen here: this is not the browser that registered'],
};

test.each([
  ['the owner first', [OF_THE_OWNER, OF_AN_INTRUDER]],
  ['the intruder first', [OF_AN_INTRUDER, OF_THE_OWNER]],
  ['the intruder before and after', [OF_AN_INTRUDER, OF_THE_OWNER, OF_AN_INTRUDER]],
])('%s: no message of any registration brings the intruder password into force', async (_order, passwords) => {
  const registered: Registered[] = [];
  for (const password of passwords) registered.push(await register(email, password));
  const ownersBrowser = registered[passwords.indexOf(OF_THE_OWNER)]!.registrationSecret;
  const ofIntruders = registered.filter((_one, at) => passwords[at] === OF_AN_INTRUDER);
  // From the owner's browser and from elsewhere, each message of the intruder needs a password, and stays good.
  for (const { token } of ofIntruders) {
    expect(await verify(token)).toEqual(PASSWORD_IS_MISSING);
    expect(await verify(token, { registrationSecret: ownersBrowser })).toEqual(PASSWORD_IS_MISSING);
  }
  expect(await passwordsInForce(email)).toEqual([]);
  expect(await users.db.selectFrom('sessions').select('id').where('account_id', 'in', idOf(email)).execute()).toEqual(
    [],
  );
  expect(await verify(ofIntruders.at(-1)!.token, { password: CHOSEN })).toMatchObject({ __typename: 'Session' });
  expect(await passwordsInForce(email)).toEqual([CHOSEN]);
  // All other messages died with it.
  for (const { token, registrationSecret } of registered) {
    const again = await verify(token, { password: OF_AN_INTRUDER, registrationSecret });
    expect(again).toMatchObject({ __typename: 'InvalidToken' });
  }
});

const idOf = (address: string) => users.db.selectFrom('accounts').select('id').where('email', '=', address);

test('the browser that registered needs no password, also where somebody registered after it', async () => {
  const own = await register(email, OF_THE_OWNER);
  await register(email, OF_AN_INTRUDER);
  expect(await verify(own.token, own)).toMatchObject({ __typename: 'Session' });
  expect(await passwordsInForce(email)).toEqual([OF_THE_OWNER]);
});

test('a password that is given counts, from the browser that registered too', async () => {
  const own = await register(email, OF_THE_OWNER);
  expect(await verify(own.token, { ...own, password: CHOSEN })).toMatchObject({ __typename: 'Session' });
  expect(await passwordsInForce(email)).toEqual([CHOSEN]);
});

test.each([
  ['none', undefined],
  ['null', null],
  ['an empty one', ''],
  ['another one', 'A'.repeat(43)],
])('of secrets %s is as none', async (_what, registrationSecret) => {
  const { token } = await register(email, OF_THE_OWNER);
  expect(await verify(token, registrationSecret === undefined ? {} : { registrationSecret })).toEqual(
    PASSWORD_IS_MISSING,
  );
  expect(await verify(token, { password: null })).toEqual(PASSWORD_IS_MISSING);
});

test.each([
  ['', ['It must have at least 10 characters', 'It is one of those that are tried first']],
  ['steady-and-more', ['It must not contain your e-mail address']],
  ['bell\u0007bell\u0007', ['It has a character that cannot be typed']],
])('a weak password uses nothing up: %j', async (password, reasons) => {
  email = 'steady@example.org';
  const own = await register(email, OF_THE_OWNER);
  expect(await verify(own.token, { ...own, password })).toEqual({
    __typename: 'WeakPassword',
    message: 'Please choose a password',
    reasons,
  });
  expect(
    await users.db.selectFrom('accounts').select('email_verified_at').where('email', '=', email).execute(),
  ).toEqual([{ email_verified_at: null }]);
  const found = await users.db
    .selectFrom('verification_tokens')
    .select('used_at')
    .where('account_id', 'in', idOf(email))
    .execute();
  expect(found.every(({ used_at }) => used_at === null)).toBe(true);
});

test('two messages followed at the same moment: one of them verifies, with its password', async () => {
  const [first, second] = [await register(email, OF_THE_OWNER), await register(email, OF_AN_INTRUDER)];
  const answers = await Promise.all([
    verify(first.token, { password: OF_THE_OWNER }),
    verify(second.token, { password: CHOSEN }),
    verify(first.token, { password: OF_THE_OWNER }),
    verify(second.token, { password: CHOSEN }),
  ]);
  const kinds = answers.map((answer) => (answer as { __typename: string }).__typename);
  expect(kinds.toSorted()).toEqual(['InvalidToken', 'InvalidToken', 'InvalidToken', 'Session']);
  expect(await passwordsInForce(email)).toEqual([[OF_THE_OWNER, CHOSEN][kinds.indexOf('Session') % 2]]);
});

test('two registrations at the same moment are two messages, and neither knows the other browser', async () => {
  const answers = await Promise.all(
    [OF_THE_OWNER, OF_AN_INTRUDER].map((password) => execute(REGISTER, { input: { email, password } })),
  );
  const secrets = answers.map(({ data }) => (data['register'] as { registrationSecret: string }).registrationSecret);
  const tokens = messages.map(({ verificationToken }) => verificationToken ?? '');
  expect(new Set(tokens).size).toBe(2);
  const kindOf = async (token: string, registrationSecret: string) =>
    ((await verify(token, { registrationSecret })) as { __typename: string }).__typename;
  // Each secret fits one of the tokens, and not both.
  const [one, other] = [await kindOf(tokens[0]!, secrets[0]!), await kindOf(tokens[0]!, secrets[1]!)];
  expect([one, other]).toContain('Session');
  expect([one, other].filter((kind) => kind === 'Session')).toHaveLength(1);
});

test('an account that was suspended meanwhile is not verified, and gets no session', async () => {
  const own = await register(email, OF_THE_OWNER);
  await users.db.updateTable('accounts').set({ status: 'SUSPENDED' }).where('email', '=', email).execute();
  expect(await verify(own.token, { ...own, password: CHOSEN })).toMatchObject({ __typename: 'InvalidToken' });
  const rows = await users.db
    .selectFrom('accounts')
    .select(['email_verified_at', 'password_hash'])
    .where('email', '=', email)
    .execute();
  expect(rows).toEqual([{ email_verified_at: null, password_hash: null }]);
});

test('an operator who makes the account voids what others registered', async () => {
  const intruder = await register(email, OF_AN_INTRUDER);
  await registerVerified(users.db, { email, password: PASSWORD, displayName: null, role: 'ADMIN' });
  expect(await verify(intruder.token, intruder)).toMatchObject({ __typename: 'InvalidToken' });
  expect(await passwordsInForce(email)).toEqual([]);
  expect(
    await users.db
      .selectFrom('verification_tokens')
      .select('token_hash')
      .where('account_id', 'in', idOf(email))
      .execute(),
  ).toEqual([]);
});

test('secrets lie in the database as hashes only', async () => {
  const own = await register(email, OF_THE_OWNER);
  const rows = await users.db
    .selectFrom('verification_tokens')
    .selectAll()
    .where('account_id', 'in', idOf(email))
    .execute();
  const text = JSON.stringify(
    rows.map((row) => ({ ...row, ...textOf(row.token_hash, 'token'), ...textOf(row.secret_hash!, 'secret') })),
  );
  expect(rows).toHaveLength(1);
  for (const secret of [own.token, own.registrationSecret, OF_THE_OWNER]) expect(text).not.toContain(secret);
});

const textOf = (bytes: Buffer, name: string) => ({
  [`${name}Base64`]: bytes.toString('base64url'),
  [`${name}Text`]: bytes.toString('latin1'),
});
