import type { EventAccount } from '@quartet/schema/events';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { createAdministrator, registerVerified } from '../src/index.ts';
import { backfillAccounts } from '../src/accounts/backfill.service.ts';
import { PASSWORD, REGISTER, VERIFY, startTestUsers } from './setup.ts';

const { users, messages, execute } = await startTestUsers();
const { db } = users;

beforeEach(async () => {
  await db.deleteFrom('accounts').execute();
  await sql`delete from outbox`.execute(db);
});

interface Published {
  type: string;
  data: EventAccount;
  group: string | null;
}

const published = async (): Promise<Published[]> =>
  (
    await sql<Published>`
      select event->>'type' as type, event->'data' as data, only_group as "group" from outbox order by id`.execute(db)
  ).rows;

const customer = (name: string) =>
  registerVerified(db, { email: `${name}@example.org`, password: PASSWORD, displayName: name, role: 'CUSTOMER' });
/** As code of before there were events left it. */
const forget = () => sql`update accounts set published_version = 0`.execute(db);

test('an account is published when its address is verified, whole and without secrets', async () => {
  await execute(REGISTER, {
    input: { email: 'Ada@example.org', password: PASSWORD, displayName: 'Ada', locale: 'de' },
  });
  expect(await published()).toEqual([]);
  const token = messages.at(-1)?.verificationToken;
  await Promise.all([1, 2].map(() => execute(VERIFY, { token, password: PASSWORD })));
  const account = await db.selectFrom('accounts').selectAll().executeTakeFirstOrThrow();
  expect(await published()).toEqual([
    {
      type: 'user.registered',
      group: null,
      data: {
        userId: account.id,
        version: account.version,
        status: 'ACTIVE',
        email: account.email,
        emailVerified: true,
        displayName: 'Ada',
        locale: 'de',
      },
    },
  ]);
  expect(await backfillAccounts(db)).toEqual({ published: 0, more: false });
});

test('so are those that operators and seeds make, once', async () => {
  await Promise.all([1, 2, 3].map(() => customer('seed')));
  const by = { kind: 'operator', command: 'create-admin' } as const;
  const root = { email: 'root@example.org', password: PASSWORD, displayName: null, another: false };
  await createAdministrator(db, by, root);
  await createAdministrator(db, by, root);
  expect((await published()).map(({ type, data }) => [type, data.email])).toEqual([
    ['user.registered', 'seed@example.org'],
    ['user.registered', 'root@example.org'],
  ]);
});

test('the backfill publishes every account of before once, also where several processes do it at once', async () => {
  await sql`
    insert into accounts (id, email, email_verified_at, password_hash)
    select gen_random_uuid(), 'u' || n || '@example.org', now(), 'x' from generate_series(1, 450) n`.execute(db);
  await sql`
    insert into accounts (id, email, status, email_verified_at, password_hash) values
      (gen_random_uuid(), 'bad@example.org', 'SUSPENDED', now(), 'x'), (gen_random_uuid(), null, 'DELETED', null, null),
      (gen_random_uuid(), 'never-verified@example.org', 'ACTIVE', null, null)`.execute(db);
  const rounds = await Promise.all([1, 2, 3].map(() => backfillAccounts(db)));
  expect(rounds.reduce((sum, round) => sum + round.published, 0)).toBe(452);
  const events = await published();
  expect(new Set(events.map(({ data }) => data.userId)).size).toBe(452);
  expect(events).toHaveLength(452);
  expect(events.every(({ group }) => group === 'orders')).toBe(true);
  const odd = events.filter(({ type }) => type !== 'user.updated').map(({ type, data }) => [type, data.email]);
  expect(odd.toSorted()).toEqual([
    ['user.deleted', null],
    ['user.suspended', 'bad@example.org'],
  ]);
  expect(await backfillAccounts(db)).toEqual({ published: 0, more: false });
});

test('it goes on where it stopped, and publishes what old code changed since', async () => {
  await customer('one');
  await customer('two');
  await sql`delete from outbox`.execute(db);
  await forget();
  const stopped = AbortSignal.abort();
  expect(await backfillAccounts(db, stopped)).toEqual({ published: 0, more: true });
  expect(await backfillAccounts(db)).toEqual({ published: 2, more: false });
  await db.updateTable('accounts').set({ locale: 'fr', version: 7 }).where('email', '=', 'two@example.org').execute();
  expect(await backfillAccounts(db)).toEqual({ published: 1, more: false });
  expect((await published()).at(-1)).toMatchObject({ type: 'user.updated', data: { locale: 'fr', version: 7 } });
});
