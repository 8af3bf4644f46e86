import type * as argon2 from '@node-rs/argon2';
import { hash, verify } from '@node-rs/argon2';
import { createLogger, createRedis, isUuid } from '@quartet/service-kit';
import { freshRedis } from '@quartet/test-kit';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, expect, test, vi } from 'vitest';
import { registerVerified } from '../src/index.ts';
import { ensureSigningKey } from '../src/keys/rotation.service.ts';
import { LOGIN, PASSWORD, REGISTER, startTestUsers } from './setup.ts';

// Test files share their modules: without this the mock would miss those that are loaded already.
vi.hoisted(() => vi.resetModules());
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, hash: vi.fn(real.hash), verify: vi.fn(real.verify) };
});

const { url: redisUrl } = await freshRedis();
const { users, execute } = await startTestUsers({ REDIS_URL: redisUrl });
const log = createLogger({ name: 'test', level: 'silent' });
const redis = createRedis({ url: redisUrl, name: 'test', log });
afterAll(() => redis.disconnect());
const id = await registerVerified(users.db, {
  email: 'ada@example.org',
  password: PASSWORD,
  displayName: 'Ada',
  role: 'SUPPORT',
});

interface Session {
  __typename: 'Session';
  accessToken: string;
  accessTokenExpiresAt: string;
}
const login = async (email: string, password = PASSWORD) =>
  (await execute(LOGIN, { input: { email, password } })).data['login'];

test('a log-in gives a token with the claims that everybody relies on', async () => {
  const session = (await login('ada@example.org')) as Session;
  expect(session).toMatchObject({ __typename: 'Session', user: { id, email: 'ada@example.org' } });
  const { payload, protectedHeader } = await jwtVerify(session.accessToken, createLocalJWKSet(await users.jwks()), {
    issuer: 'quartet',
    audience: 'quartet-graph',
    algorithms: ['EdDSA'],
  });
  expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: expect.any(String) as string });
  expect(payload).toMatchObject({
    sub: id,
    role: 'SUPPORT',
    scope: 'users:read orders:read orders:refund reviews:moderate inventory:read',
  });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  expect(new Date(session.accessTokenExpiresAt).getTime()).toBe((payload.exp ?? 0) * 1000);

  const sid = String(payload['sid']);
  expect(isUuid(sid)).toBe(true);
  expect(await users.db.selectFrom('sessions').select('account_id').where('id', '=', sid).execute()).toEqual([
    { account_id: id },
  ]);
  expect(JSON.parse((await redis.get(`session:{${sid}}`)) ?? 'null')).toEqual({
    state: 'live',
    userId: id,
    role: 'SUPPORT',
    version: 1,
  });
  expect(await redis.ttl(`session:{${sid}}`)).toBeGreaterThan(0);
});

test('unknown address, wrong password and suspended account are answered alike', async () => {
  const suspended = { email: 'eve@example.org', password: PASSWORD, displayName: null, role: 'CUSTOMER' } as const;
  const eve = await registerVerified(users.db, suspended);
  await users.db.updateTable('accounts').set({ status: 'SUSPENDED' }).where('id', '=', eve).execute();
  const answers = await Promise.all([
    login('nobody@example.org'),
    login('ada@example.org', 'not-her-password'),
    login('ada@example.org', `${PASSWORD}${'x'.repeat(5_000)}`),
    login('ada@example.org', ''),
    login('eve@example.org'),
  ]);
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([
      JSON.stringify({ __typename: 'InvalidCredentials', message: 'Address and password do not belong together' }),
    ]),
  );
});

test.each([
  ['of nobody', 'nobody@example.org'],
  ['with a wrong password', 'ada@example.org'],
  ['not verified', 'waiting@example.org'],
])('an address %s costs one verification of the same strength, so that the time does not tell', async (_, email) => {
  await execute(REGISTER, { input: { email: 'waiting@example.org', password: PASSWORD } });
  vi.mocked(verify).mockClear();
  await login(email, 'not-the-password');
  expect(vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split('$').slice(1, 4))).toEqual([
    ['argon2id', 'v=19', 'm=19456,t=2,p=1'],
  ]);
});

test('registering a known address costs one hash, as an unknown one does', async () => {
  for (const email of ['ada@example.org', 'new@example.org']) {
    vi.mocked(hash).mockClear();
    await execute(REGISTER, { input: { email, password: PASSWORD } });
    expect(hash).toHaveBeenCalledOnce();
  }
});

test('one key signs, however many look for it at once, and it never leaves', async () => {
  await users.db.deleteFrom('signing_keys').execute();
  await Promise.all([1, 2, 3].map(() => ensureSigningKey(users.db)));
  expect(await users.db.selectFrom('signing_keys').select('kid').execute()).toHaveLength(1);
  const { keys } = await users.jwks();
  expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }]);
  expect(keys[0]).not.toHaveProperty('d');
});
