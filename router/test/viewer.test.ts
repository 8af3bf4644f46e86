import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createViewerReader } from '../src/viewer.ts';
import { CUSTOMER_ID, createSigner } from './tokens.ts';

const settings = { issuer: 'quartet', audience: 'quartet-graph' };
const refused = { code: 'UNAUTHENTICATED' };

describe('a viewer', () => {
  it('is anonymous without a header', async () => {
    const reader = createViewerReader({ ...settings, jwks: () => Promise.reject(new Error('not asked')) });
    expect(await reader.read(undefined)).toEqual({ kind: 'anonymous' });
  });

  it('is who the token says', async () => {
    const signer = await createSigner('k1');
    const reader = createViewerReader({ ...settings, jwks: () => Promise.resolve(signer.jwks) });
    expect(await reader.read(`Bearer ${await signer.sign()}`)).toEqual({
      kind: 'user',
      userId: CUSTOMER_ID,
      sessionId: 's-1',
      role: 'SUPPORT',
      scopes: ['orders:read', 'users:read'],
    });
  });

  it('is refused with a token that is expired, for others, of others, of an unknown role or none at all', async () => {
    const signer = await createSigner('k1');
    const stranger = await createSigner('k1');
    const reader = createViewerReader({ ...settings, jwks: () => Promise.resolve(signer.jwks) });
    const symmetric = await new SignJWT({ sid: 's', role: 'ADMIN', scope: '' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setSubject(CUSTOMER_ID)
      .setIssuer('quartet')
      .setAudience('quartet-graph')
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(JSON.stringify(signer.jwks.keys[0])));
    const bad = [
      await signer.sign({ expires: Math.floor(Date.now() / 1000) - 1 }),
      await signer.sign({ issuer: 'someone' }),
      await signer.sign({ audience: 'elsewhere' }),
      await signer.sign({ role: 'KING' }),
      await stranger.sign(),
      symmetric,
      'nonsense',
    ];
    for (const token of bad) await expect(reader.read(`Bearer ${token}`)).rejects.toMatchObject(refused);
    for (const header of ['', 'Bearer', 'Bearer a b', `Basic ${await signer.sign()}`]) {
      await expect(reader.read(header)).rejects.toMatchObject(refused);
    }
  });

  it('asks for the keys once, again for an unknown key, but not with every request', async () => {
    const first = await createSigner('k1');
    const second = await createSigner('k2');
    let published = first.jwks;
    let asked = 0;
    let now = Date.now();
    const jwks = () => {
      asked += 1;
      return Promise.resolve(published);
    };
    const reader = createViewerReader({ ...settings, jwks, now: () => now });
    const [one, two] = [`Bearer ${await first.sign()}`, `Bearer ${await second.sign()}`];
    await Promise.all([reader.read(one), reader.read(one)]);
    expect(asked).toBe(1);
    await expect(reader.read(two)).rejects.toMatchObject(refused);
    expect(asked).toBe(1);
    published = { keys: [...first.jwks.keys, ...second.jwks.keys] };
    now += 6_000;
    expect(await reader.read(two)).toMatchObject({ kind: 'user' });
    expect(asked).toBe(2);
  });

  it('stays known while the keys can not be had, if they were had before', async () => {
    const signer = await createSigner('k1');
    let down = true;
    let now = Date.now();
    const jwks = () => (down ? Promise.reject(new Error('away')) : Promise.resolve(signer.jwks));
    const reader = createViewerReader({ ...settings, jwks, now: () => now });
    const header = `Bearer ${await signer.sign()}`;
    await expect(reader.read(header)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    down = false;
    expect(await reader.read(header)).toMatchObject({ kind: 'user' });
    down = true;
    now += 6 * 60_000;
    expect(await reader.read(header)).toMatchObject({ kind: 'user' });
  });
});
