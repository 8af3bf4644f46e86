import { newEvent, STREAMS } from '@quartet/schema/events';
import {
  createLogger,
  createRedis,
  createSessionReader,
  findSession,
  newId,
  publishEvents,
  storeSession,
  userId,
  type UserId,
} from '@quartet/service-kit';
import { afterwards, freshRedis, waitUntil } from '@quartet/test-kit';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { registerVerified, setAccountRole, setAccountStatus } from '../src/index.ts';
import { rebuildSessions, tellChanges } from '../src/sessions/session-states.service.ts';
import { insertSession } from '../src/sessions/sessions.repository.ts';
import { startOrdersConsumer } from '../src/workers/orders-consumer.ts';
import { startSessionTeller } from '../src/workers/session-teller.ts';
import { LOGIN, PASSWORD, startTestUsers, viewerOf } from './setup.ts';

const { url: redisUrl } = await freshRedis();
const { users, execute } = await startTestUsers({ REDIS_URL: redisUrl });
const { db } = users;
const log = createLogger({ name: 'test', level: 'silent' });
const redis = createRedis({ url: redisUrl, name: 'session test', log });
afterwards(() => Promise.resolve(redis.disconnect()));
const tools = { db, redis, log };
const by = { kind: 'operator', command: 'test' } as const;

async function signedIn(role: 'CUSTOMER' | 'ADMIN' = 'CUSTOMER') {
  const email = `${newId()}@example.org`;
  const id = await registerVerified(db, { email, password: PASSWORD, displayName: null, role });
  const login = async () => {
    const { data } = await execute(LOGIN, { input: { email, password: PASSWORD } });
    return data['login'] as { accessToken?: string };
  };
  const { accessToken } = await login();
  const sessionId = String(decodeJwt(accessToken ?? '')['sid']);
  return { id, login, sessionId, viewer: { ...viewerOf(id, role), sessionId } };
}

/** Asks users as orders does, over the stream. */
const askRebuild = async (sessionId: string) => {
  const event = newEvent('session.missing', {
    source: '/orders',
    subject: sessionId,
    version: 1,
    data: { sessionId },
  });
  await publishEvents(redis, STREAMS.orders, [event]);
};
const reader = (waitMs?: number) => createSessionReader({ redis, askRebuild, ...(waitMs !== undefined && { waitMs }) });

const suspend = (id: UserId) => setAccountStatus(tools, by, { id, status: 'SUSPENDED', reason: 'fraud' });
const forget = (sessionId: string) => redis.del(`session:{${sessionId}}`);

test('a log-in is known to every process at once', async () => {
  const { id, viewer } = await signedIn('ADMIN');
  expect(await reader().require(viewer)).toEqual({ userId: id, role: 'ADMIN' });
});

test('suspending stops every session at once, for good, and is published and audited', async () => {
  const { id, login, sessionId, viewer } = await signedIn();
  expect(await suspend(id)).toMatchObject({ kind: 'changed', account: { status: 'SUSPENDED', version: 2 } });
  await expect(reader().require(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect(await suspend(id)).toMatchObject({ kind: 'unchanged' });
  expect(await login()).toMatchObject({ __typename: 'InvalidCredentials' });

  expect(await redis.ttl(`session:{${sessionId}}`)).toBeGreaterThan(10 * 60 + 30);
  const audited = await db.selectFrom('audit_entries').selectAll().where('subject', '=', `user:${id}`).execute();
  expect(audited).toMatchObject([
    { action: 'account.suspended', before: { status: 'ACTIVE' }, after: { status: 'SUSPENDED', reason: 'fraud' } },
  ]);

  // Let back in, the old session stays dead; a new log-in is a new session.
  await setAccountStatus(tools, by, { id, status: 'ACTIVE', reason: 'cleared' });
  await expect(reader().require(viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await forget(sessionId);
  await rebuildSessions(db, redis, [sessionId]);
  await expect(reader().require(viewer)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await login()).toMatchObject({ __typename: 'Session' });
  const unknown = { id: userId(newId()), status: 'SUSPENDED', reason: 'none' } as const;
  expect(await setAccountStatus(tools, by, unknown)).toEqual({ kind: 'not_found' });
});

test('a role that was taken counts at once, and a writer that read the old one brings it not back', async () => {
  const { id, sessionId, viewer } = await signedIn('ADMIN');
  const held = await redis.get(`session:{${sessionId}}`);
  await setAccountRole(tools, by, { id, role: 'SUPPORT', reason: 'moved' });
  expect(await reader().require(viewer)).toEqual({ userId: id, role: 'SUPPORT' });
  const stale = { session: JSON.parse(held ?? ''), seconds: 60 };
  expect(await storeSession(redis, sessionId, stale)).toBe(false);
  expect(await reader().require(viewer)).toEqual({ userId: id, role: 'SUPPORT' });
  await suspend(id);
  expect(await storeSession(redis, sessionId, stale)).toBe(false);
});

test('an emptied Redis answers SERVICE_UNAVAILABLE, then the rebuilt session; a revoked one stays revoked', async () => {
  const [live, dead] = [await signedIn(), await signedIn()];
  await suspend(dead.id);
  await forget(live.sessionId);
  await forget(dead.sessionId);
  // Nobody answers yet.
  const impatient = reader(100);
  for (const { viewer } of [live, dead]) {
    await expect(impatient.require(viewer)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  }
  const consumer = startOrdersConsumer({ db, redis, redisUrl, log });
  afterwards(() => consumer.stop());
  const patient = reader(20_000);
  // Several requests of one session miss it at once.
  const answers = await Promise.all([1, 2, 3].map(() => patient.require(live.viewer)));
  expect(new Set(answers.map(({ userId: found }) => found))).toEqual(new Set([live.id]));
  await expect(patient.require(dead.viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(patient.require({ ...live.viewer, sessionId: newId() })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

test('a session that is revoked while it is rebuilt stays revoked', async () => {
  const { id, sessionId } = await signedIn();
  await forget(sessionId);
  await Promise.all([
    ...Array.from({ length: 10 }, () => rebuildSessions(db, redis, [sessionId])),
    suspend(id),
    ...Array.from({ length: 10 }, () => rebuildSessions(db, redis, [sessionId])),
  ]);
  expect(await findSession(redis, sessionId)).toEqual({ state: 'suspended' });
});

test('where Redis was away at the change, the workers tell it', async () => {
  const { id, sessionId } = await signedIn();
  const away = createRedis({ url: 'redis://127.0.0.1:1', name: 'nowhere', log });
  afterwards(() => Promise.resolve(away.disconnect()));
  const change = { id, status: 'SUSPENDED', reason: 'fraud' } as const;
  expect(await setAccountStatus({ db, redis: away, log }, by, change)).toMatchObject({ kind: 'changed' });
  expect(await findSession(redis, sessionId)).toMatchObject({ state: 'live' });
  const teller = startSessionTeller({ db, redis, log });
  afterwards(() => teller.stop());
  await waitUntil(async () => (await findSession(redis, sessionId))?.state === 'suspended');
  await waitUntil(async () => (await tellChanges(db, redis)).told === 0);
});

test('a session is never opened for an account that is suspended at that moment', async () => {
  const { id } = await signedIn();
  const opened: (object | null)[] = [];
  await Promise.all([
    ...Array.from({ length: 5 }, async () => {
      const session = newId();
      opened.push(await insertSession(db, { id: session, accountId: id, lifetimeSeconds: 60 }));
    }),
    suspend(id),
  ]);
  const left = await db
    .selectFrom('sessions')
    .select('id')
    .where('account_id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  expect(left).toEqual([]);
  expect(opened).toHaveLength(5);
});
