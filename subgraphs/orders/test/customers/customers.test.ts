import { STREAMS, newEvent, type AccountEventType, type EventAccount } from '@quartet/schema/events';
import { createRedis, newId, publishEvents } from '@quartet/service-kit';
import { afterwards, freshRedis, waitUntil } from '@quartet/test-kit';
import { expect, test } from 'vitest';
import { findCustomer } from '../../src/customers/customers.repository.ts';
import { applyAccountChanges } from '../../src/customers/customers.service.ts';
import { startAccountsConsumer } from '../../src/workers/accounts-consumer.ts';
import { freshOrders, log } from '../database.ts';
import { account, deleted } from './accounts.ts';

const { db } = await freshOrders();

test('only a newer version replaces the copy, in one batch and in several', async () => {
  const id = newId();
  const [first, second, third] = [1, 2, 3].map((version) => account(id, { version, email: `v${version}@example.org` }));
  await applyAccountChanges(db, [second!, first!]);
  expect(await findCustomer(db, id)).toMatchObject({ version: 2, email: 'v2@example.org' });
  await applyAccountChanges(db, [first!]);
  await applyAccountChanges(db, [second!, { ...second!, email: 'other@example.org' }]);
  expect(await findCustomer(db, id)).toMatchObject({ version: 2, email: 'v2@example.org' });
  await applyAccountChanges(db, [third!]);
  expect(await findCustomer(db, id)).toMatchObject({ version: 3, email: 'v3@example.org' });
});

test('a deleted account keeps its id alone, and nothing that comes late brings it back', async () => {
  const id = newId();
  await applyAccountChanges(db, [account(id, { version: 3 })]);
  await applyAccountChanges(db, [deleted(id, 4)]);
  const row = await db.selectFrom('customers').selectAll().where('user_id', '=', id).executeTakeFirst();
  expect(row).toMatchObject({ status: 'DELETED', email: null, display_name: null, locale: null });
  await applyAccountChanges(db, [account(id, { version: 9 })]);
  await applyAccountChanges(db, [deleted(id, 5), account(id, { version: 10 })]);
  expect(await findCustomer(db, id)).toEqual({ userId: id, status: 'DELETED', version: 4 });

  const neverSeen = newId();
  await applyAccountChanges(db, [account(neverSeen, { version: 7 }), deleted(neverSeen)]);
  expect(await findCustomer(db, neverSeen)).toMatchObject({ status: 'DELETED' });
});

test('replayed, reordered, and with two consumers at once the newest version stays', async () => {
  const { url } = await freshRedis();
  const redis = createRedis({ url, name: 'customers test', log });
  afterwards(() => Promise.resolve(redis.disconnect()));
  const event = (type: AccountEventType, data: EventAccount) =>
    newEvent(type, { source: '/users', subject: data.userId, version: data.version, data });
  const ids = Array.from({ length: 20 }, () => newId());
  const events = ids.flatMap((id, at) => [
    event('user.updated', account(id, { version: 5, email: `new-${at}@example.org` })),
    event('user.registered', account(id, { version: 1 })),
    event('user.suspended', account(id, { version: 4, status: 'SUSPENDED' })),
    ...(at % 2 === 0
      ? [event('user.deleted', deleted(id, 6)), event('user.updated', account(id, { version: 8 }))]
      : []),
  ]);
  await publishEvents(redis, STREAMS.users, [...events, ...events.toReversed()]);
  for (let member = 0; member < 2; member += 1) {
    const consumer = startAccountsConsumer({ db, redisUrl: url, log });
    afterwards(() => consumer.stop());
  }
  const settled = async () => {
    const found = await Promise.all(ids.map((id) => findCustomer(db, id)));
    return found.every((customer, at) => customer?.status === (at % 2 === 0 ? 'DELETED' : 'ACTIVE'));
  };
  await waitUntil(settled);
  await waitUntil(async () => {
    const [pending] = await redis.xpending(STREAMS.users, 'orders');
    return pending === 0;
  });
  expect(await settled()).toBe(true);
  expect(await findCustomer(db, ids[1] ?? '')).toMatchObject({ version: 5, email: 'new-1@example.org' });
});
