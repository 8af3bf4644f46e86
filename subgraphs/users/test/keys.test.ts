import { createLogger } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { PUBLISHED_AFTER_SECONDS, PUBLISHED_AHEAD_SECONDS, SIGNING_DAYS, signingKeyOf } from '../src/keys/key-life.ts';
import { createKeyring, type Keyring } from '../src/keys/keyring.ts';
import { ensureSigningKey, rotateSigningKeys } from '../src/keys/rotation.service.ts';
import { ACCESS_TOKEN_SECONDS } from '../src/sessions/access-tokens.ts';
import { startTestUsers } from './setup.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const { users } = await startTestUsers();
const { db } = users;
const DAY = 24 * 60 * 60;

beforeEach(async () => {
  await db.deleteFrom('signing_keys').execute();
  await ensureSigningKey(db);
});

/** Lets time pass for all keys, by the clock that decides: the database's. */
const pass = (seconds: number) =>
  db
    .updateTable('signing_keys')
    .set({ created_at: sql<Date>`created_at - make_interval(secs => ${seconds})` })
    .execute();

/** Asks a keyring that has cached nothing yet: that of a process that has just started. */
async function freshly<T>(ask: (keyring: Keyring) => Promise<T>): Promise<T> {
  const keyring = createKeyring(db, log);
  try {
    return await ask(keyring);
  } finally {
    keyring.stop();
  }
}
const signing = () => freshly(async (keyring) => (await keyring.signingKey()).kid);
const published = () => freshly(async (keyring) => (await keyring.jwks()).keys.map(({ kid }) => kid ?? ''));

test('the first key of an installation signs at once', async () => {
  expect(await published()).toEqual([await signing()]);
});

test('a new key is published at once, signs when every copy has it, and the old one leaves after its last token', async () => {
  const old = await signing();
  await pass(SIGNING_DAYS * DAY);
  const rounds = await Promise.all([1, 2, 3].map(() => rotateSigningKeys(db)));
  const made = rounds.flatMap((round) => round.created ?? []);
  expect(made).toHaveLength(1);
  const [fresh = ''] = made;

  expect(await published()).toEqual([fresh, old]);
  expect(await signing()).toBe(old);
  await pass(PUBLISHED_AHEAD_SECONDS - 60);
  expect(await signing()).toBe(old);
  await pass(60);
  expect(await signing()).toBe(fresh);
  expect(await published()).toEqual([fresh, old]);

  await pass(PUBLISHED_AFTER_SECONDS - 60);
  expect(await rotateSigningKeys(db)).toEqual({ created: undefined, withdrawn: [] });
  await pass(60);
  expect(await rotateSigningKeys(db)).toEqual({ created: undefined, withdrawn: [old] });
  expect(await published()).toEqual([fresh]);
  expect(await signing()).toBe(fresh);
});

test('a process that has just read the keys signs with one that older copies have', async () => {
  await pass(SIGNING_DAYS * DAY);
  const copy = createKeyring(db, log);
  try {
    const before = (await copy.jwks()).keys.map(({ kid }) => kid);
    await rotateSigningKeys(db);
    expect(before).toContain(await signing());
  } finally {
    copy.stop();
  }
});

test('a key is published for longer than all copies of it may be old, and afterwards for longer than its tokens live', () => {
  // With the pauses after failures (keyring.ts, the router's token-keys.ts).
  const copies = { keyring: 30 + 10, router: 60 + 30 };
  expect(PUBLISHED_AHEAD_SECONDS).toBeGreaterThanOrEqual(5 * (copies.keyring + copies.router));
  expect(PUBLISHED_AFTER_SECONDS).toBeGreaterThan(ACCESS_TOKEN_SECONDS + copies.keyring);
});

test('of the keys the newest signs that was published long enough; where none was, the oldest', () => {
  const key = (kid: string, publishedLongEnough: boolean) => ({ kid, publishedLongEnough });
  expect(signingKeyOf([key('c', false), key('b', true), key('a', true)])?.kid).toBe('b');
  expect(signingKeyOf([key('b', false), key('a', false)])?.kid).toBe('a');
  expect(signingKeyOf([])).toBeUndefined();
});
