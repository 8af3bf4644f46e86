import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { type Viewer, anonymous, createViewerSigner, createViewerVerifier, userId } from '../src/index.ts';

const SECRET = 'a secret of more than 32 characters';
const OTHER = 'another secret, as long as the first';
const customer: Viewer = {
  kind: 'user',
  userId: userId('0190a000-0000-7000-8000-000000000001'),
  sessionId: 's-1',
  role: 'SUPPORT',
  scopes: ['orders:read'],
};
const START = Date.UTC(2026, 10, 21);
const refused = { code: 'UNAUTHENTICATED' };

let now = START;
const clock = () => now;
const verifier = (secrets = [SECRET], audience = 'orders') =>
  createViewerVerifier({ secrets, audience, roles: ['CUSTOMER', 'SUPPORT', 'ADMIN'], now: clock });
const signer = (secrets = [SECRET]) => createViewerSigner(secrets, clock);

test.each([anonymous, customer, { ...customer, address: '2001:db8::1' }])(
  'a viewer arrives as it was sent',
  async (viewer) => {
    expect(await verifier()(await signer()(viewer, 'orders'))).toEqual(viewer);
  },
);

test('it ends after 30 seconds, a header that was used again too', async () => {
  now = START;
  const sign = signer();
  const verify = verifier();
  const first = await sign(customer, 'orders');
  now = START + 9_000;
  expect(await sign(customer, 'orders')).toBe(first);
  now = START + 10_000;
  const second = await sign(customer, 'orders');
  expect(second).not.toBe(first);
  // The clocks of two machines may differ by five seconds.
  now = START + 34_000;
  expect(await verify(first)).toEqual(customer);
  now = START + 36_000;
  await expect(verify(first)).rejects.toMatchObject(refused);
  expect(await verify(second)).toEqual(customer);
  now = START;
});

test('a header used again is never that of another viewer or subgraph', async () => {
  const sign = signer();
  const headers = await Promise.all([
    sign(customer, 'orders'),
    sign(customer, 'users'),
    sign({ ...customer, role: 'ADMIN' }, 'orders'),
    sign({ ...customer, scopes: [] }, 'orders'),
    sign({ ...customer, address: '192.0.2.1' }, 'orders'),
    sign(anonymous, 'orders'),
  ]);
  expect(new Set(headers).size).toBe(headers.length);
});

test('one subgraph’s header is refused by another', async () => {
  const header = await signer()(customer, 'orders');
  await expect(verifier([SECRET], 'users')(header)).rejects.toMatchObject(refused);
});

test('secrets change without a gap: both verify while the router still signs with the old one, then the new one', async () => {
  const both = verifier([OTHER, SECRET]);
  expect(await both(await signer([SECRET])(customer, 'orders'))).toEqual(customer);
  expect(await both(await signer([OTHER, SECRET])(customer, 'orders'))).toEqual(customer);
  await expect(verifier([OTHER])(await signer([SECRET])(customer, 'orders'))).rejects.toMatchObject(refused);
});

test('what is missing, changed, or not a header at all is refused', async () => {
  const header = await signer()(customer, 'orders');
  const [head, body, signature] = header.split('.');
  const admin = Buffer.from(Buffer.from(body!, 'base64url').toString().replace('SUPPORT', 'ADMIN')).toString(
    'base64url',
  );
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
  const bad = [undefined, '', 'nonsense', `${head}.${admin}.${signature}`, `${unsigned}.${body}.`, 'a'.repeat(9_000)];
  for (const one of bad) await expect(verifier()(one)).rejects.toMatchObject(refused);
});

/** What only someone who knows the very key of `orders` could make. */
async function forge(payload: { iat?: number; exp?: number; viewer?: unknown }): Promise<string> {
  const { hkdfSync } = await import('node:crypto');
  const key = new Uint8Array(hkdfSync('sha256', SECRET, '', 'quartet viewer for orders', 32));
  return new SignJWT({ ...payload, aud: 'orders' }).setProtectedHeader({ alg: 'HS256' }).sign(key);
}

test('a rightly signed header is refused that lives too long, lies in the future, or carries no viewer', async () => {
  const at = START / 1_000;
  const fine = { iat: at, exp: at + 30, viewer: anonymous };
  expect(await verifier()(await forge(fine))).toEqual(anonymous);
  const bad = [
    { ...fine, exp: at + 31 },
    { ...fine, iat: at + 6, exp: at + 30 },
    { exp: at + 30, viewer: anonymous },
    { iat: at, viewer: anonymous },
    { iat: at, exp: at + 30 },
    { ...fine, viewer: { ...customer, role: 'KING' } },
    { ...fine, viewer: { ...customer, userId: 'somebody' } },
  ];
  for (const one of bad) await expect(verifier()(await forge(one))).rejects.toMatchObject(refused);
});
