import { auditEntry, newEvent, STREAMS } from '@quartet/schema/events';
import { createLogger, createRedis, newId, publishEvents, userId } from '@quartet/service-kit';
import { afterwards, freshRedis, waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createAdministrator } from '../src/index.ts';
import { keepAuditEntries } from '../src/audit/audit.service.ts';
import { pruneAuditEntries } from '../src/audit/audit-entries.repository.ts';
import { startOrdersConsumer } from '../src/workers/orders-consumer.ts';
import { PASSWORD, startTestUsers } from './setup.ts';

const { users } = await startTestUsers();
const { db } = users;
const log = createLogger({ name: 'test', level: 'silent' });
const actor = {
  kind: 'user',
  userId: userId(newId()),
  role: 'ADMIN',
  address: '2001:db8::1',
  requestId: 'r-1',
} as const;
const entry = (subject: string) =>
  auditEntry(actor, { action: 'tax_rate.saved', subject, before: null, after: { basisPoints: 1900 } });

test('entries of other subgraphs arrive once, however often they are sent', async () => {
  const { url } = await freshRedis();
  const redis = createRedis({ url, name: 'audit test', log });
  afterwards(() => Promise.resolve(redis.disconnect()));
  const [one, two] = [entry('tax_rate:DE'), entry('tax_rate:AT')];
  const events = [one, two].map((data) =>
    newEvent('audit.recorded', { source: '/orders', subject: data.entryId, version: 1, data }),
  );
  await publishEvents(redis, STREAMS.orders, [...events, ...events]);
  const consumers = [1, 2].map(() => startOrdersConsumer({ db, redis, redisUrl: url, log }));
  for (const consumer of consumers) afterwards(() => consumer.stop());
  await waitUntil(async () => (await redis.xpending(STREAMS.orders, 'users'))[0] === 0);
  const stored = async () => db.selectFrom('audit_entries').selectAll().orderBy('id').execute();
  await waitUntil(async () => (await stored()).length === 2);
  expect(await stored()).toMatchObject([
    {
      id: one.entryId,
      at: new Date(one.at),
      actor_id: actor.userId,
      actor_role: 'ADMIN',
      command: null,
      subject: 'tax_rate:DE',
      before: null,
      after: { basisPoints: 1900 },
      address: '2001:db8::1',
      request_id: 'r-1',
    },
    { subject: 'tax_rate:AT' },
  ]);
});

test('an entry is never changed, and is pruned after two years', async () => {
  const old = { ...entry('tax_rate:FR'), at: new Date(Date.now() - 731 * 86_400_000).toISOString() };
  const young = { ...entry('tax_rate:ES'), at: new Date(Date.now() - 729 * 86_400_000).toISOString() };
  await keepAuditEntries(db, [old, young]);
  await expect(sql`update audit_entries set subject = 'other'`.execute(db)).rejects.toThrow(/never changed/);
  expect(await pruneAuditEntries(db)).toMatchObject({ rows: 1 });
  const subjects = db
    .selectFrom('audit_entries')
    .select('subject')
    .where('subject', 'in', [old.subject, young.subject]);
  expect(await subjects.execute()).toEqual([{ subject: 'tax_rate:ES' }]);
});

test('an administrator that an operator makes is in it, in the same transaction', async () => {
  const by = { kind: 'operator', command: 'create-admin' } as const;
  const request = { email: 'root@example.org', password: PASSWORD, displayName: 'Root', another: false };
  const made = await createAdministrator(db, by, request);
  expect(await createAdministrator(db, by, request)).toEqual({ kind: 'is_administrator' });
  const entries = await db.selectFrom('audit_entries').selectAll().where('command', '=', 'create-admin').execute();
  expect(entries).toMatchObject([
    { action: 'administrator.created', subject: `user:${'id' in made ? made.id : ''}`, actor_id: null, address: null },
  ]);
  expect(JSON.stringify(entries)).not.toContain(PASSWORD);
});
