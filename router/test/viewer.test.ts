import { waitUntil } from '@quartet/test-kit';
import { type JSONWebKeySet, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { type TokenKeys, createTokenKeys } from '../src/server/token-keys.ts';
import { createViewerReader } from '../src/server/viewer.ts';
import { log } from './fake-graph.ts';
import { CUSTOMER_ID, createSigner } from './tokens.ts';

const settings = { issuer: 'quartet', audience: 'quartet-graph' };
const refused = { code: 'UNAUTHENTICATED' };

const started: TokenKeys[] = [];
afterEach(() => {
  for (const keys of started.splice(0)) keys.stop();
});

function readerOf(jwks: () => Promise<JSONWebKeySet>, timing: Parameters<typeof createTokenKeys>[0]['timing'] = {}) {
  const keys = createTokenKeys({ jwks, log, timing });
  started.push(keys);
  return createViewerReader({ ...settings, keys });
}

describe('a viewer', () => {
  it('is anonymous without a token, whatever becomes of the keys', async () => {
    const reader = readerOf(() => Promise.reject(new Error('away')));
    // The last is what Apollo Sandbox is prefilled with.
    for (const header of [undefined, '', '  ', 'Bearer', 'bearer ', 'Bearer ']) {
      expect(await reader.read(header)).toEqual({ kind: 'anonymous' });
    }
  });

  it('is who the token says', async () => {
    const signer = await createSigner('k1');
    const reader = readerOf(() => Promise.resolve(signer.jwks));
    expect(await reader.read(`Bearer ${await signer.sign()}`)).toEqual({
      kind: 'user',
      userId: CUSTOMER_ID,
      sessionId: 's-1',
      role: 'SUPPORT',
      scopes: ['orders:read', 'users:read'],
    });
  });

  it('is refused with a token that is for others, of others, of an unknown role or none at all', async () => {
    const signer = await createSigner('k1');
    const stranger = await createSigner('k1');
    const reader = readerOf(() => Promise.resolve(signer.jwks));
    const symmetric = await new SignJWT({ sid: 's', role: 'ADMIN', scope: '' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setSubject(CUSTOMER_ID)
      .setIssuer('quartet')
      .setAudience('quartet-graph')
      .setExpirationTime('10m')
      .sign(new TextEncoder().encode(JSON.stringify(signer.jwks.keys[0])));
    const bad = [
      await signer.sign({ issuer: 'someone' }),
      await signer.sign({ audience: 'elsewhere' }),
      await signer.sign({ role: 'KING' }),
      await stranger.sign(),
      symmetric,
      'nonsense',
    ];
    for (const token of bad) await expect(reader.read(`Bearer ${token}`)).rejects.toMatchObject(refused);
    for (const header of ['Bearer a b', 'x', 'Bearerx', `Basic ${await signer.sign()}`]) {
      await expect(reader.read(header)).rejects.toMatchObject(refused);
    }
  });

  it('is told that the token has expired, where nothing else is wrong with it', async () => {
    const signer = await createSigner('k1');
    const stranger = await createSigner('k1');
    const reader = readerOf(() => Promise.resolve(signer.jwks));
    const expires = Math.floor(Date.now() / 1000) - 1;
    await expect(reader.read(`Bearer ${await signer.sign({ expires })}`)).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
      message: expect.stringContaining('log in again'),
    });
    for (const token of [await signer.sign({ expires, audience: 'elsewhere' }), await stranger.sign({ expires })]) {
      await expect(reader.read(`Bearer ${token}`)).rejects.toMatchObject(refused);
    }
  });

  it('asks for the keys once, again for an unknown key, but not with every request', async () => {
    const first = await createSigner('k1');
    const second = await createSigner('k2');
    let published = first.jwks;
    let asked = 0;
    const jwks = () => {
      asked += 1;
      return Promise.resolve(published);
    };
    const [one, two] = [`Bearer ${await first.sign()}`, `Bearer ${await second.sign()}`];
    const reader = readerOf(jwks);
    await Promise.all([reader.read(one), reader.read(one)]);
    expect(asked).toBe(1);
    await expect(reader.read(two)).rejects.toMatchObject(refused);
    expect(asked).toBe(1);
    const eager = readerOf(jwks, { onDemandMs: 0 });
    await eager.read(one);
    published = { keys: [...first.jwks.keys, ...second.jwks.keys] };
    asked = 0;
    expect(await Promise.all([eager.read(two), eager.read(two)])).toMatchObject([{ kind: 'user' }, { kind: 'user' }]);
    expect(asked).toBe(1);
  });

  it('stays known while the keys cannot be had, if they were had before', async () => {
    const signer = await createSigner('k1');
    let down = true;
    let asked = 0;
    const jwks = () => {
      asked += 1;
      return down ? Promise.reject(new Error('away')) : Promise.resolve(signer.jwks);
    };
    const reader = readerOf(jwks, { everyMs: 1, retryMs: { first: 1, most: 5 } });
    const header = `Bearer ${await signer.sign()}`;
    await expect(reader.read(header)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    down = false;
    const isKnown = () =>
      reader.read(header).then(
        ({ kind }) => kind === 'user',
        () => false,
      );
    await waitUntil(isKnown, { what: 'the keys' });
    down = true;
    asked = 0;
    await waitUntil(() => asked > 3, { what: 'some failures' });
    expect(await isKnown()).toBe(true);
  });

  it('with an unknown key is not called invalid while the keys cannot be had', async () => {
    const known = await createSigner('k1');
    const newer = await createSigner('k2');
    let away = false;
    const reader = readerOf(() => (away ? new Promise(() => undefined) : Promise.resolve(known.jwks)), {
      onDemandMs: 0,
      waitMs: 20,
    });
    await reader.read(`Bearer ${await known.sign()}`);
    away = true;
    await expect(reader.read(`Bearer ${await newer.sign()}`)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await reader.read(`Bearer ${await known.sign()}`)).toMatchObject({ kind: 'user' });
  });

  it('is remembered until the token expires, and until the keys are loaded again', async () => {
    const signer = await createSigner('k1');
    const other = await createSigner('k2');
    let published = signer.jwks;
    let time = Date.now();
    const keys = createTokenKeys({ jwks: () => Promise.resolve(published), log, timing: { onDemandMs: 0 } });
    started.push(keys);
    const reader = createViewerReader({ ...settings, keys, now: () => time });
    const header = `Bearer ${await signer.sign({ expires: Math.floor(time / 1_000) + 60 })}`;
    const first = await reader.read(header);
    expect(await reader.read(header)).toBe(first);
    // One letter of the signature makes another token of it.
    const forged = header.slice(0, -2) + (header.endsWith('AA') ? 'BB' : 'AA');
    await expect(reader.read(forged)).rejects.toMatchObject(refused);
    await keys.refresh();
    expect(await reader.read(header)).not.toBe(first);
    time += 61_000;
    await expect(reader.read(header)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    time -= 61_000;
    published = other.jwks;
    await keys.refresh();
    await expect(reader.read(header)).rejects.toMatchObject(refused);
  });
});
