import { createLogger, newId, type UserId } from '@quartet/service-kit';
import { waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { registerVerified } from '../src/index.ts';
import { pruneUnverified } from '../src/accounts/accounts.repository.ts';
import { startUsersMaintenance } from '../src/workers/maintenance.ts';
import { PASSWORD, REGISTER, VERIFY, startTestUsers } from './setup.ts';

const { users, messages, execute } = await startTestUsers();
const { db } = users;

interface Line {
  msg?: string;
  table?: string;
  rows?: number;
}

beforeEach(async () => {
  await db.deleteFrom('accounts').execute();
  messages.length = 0;
});

const register = (email: string) => execute(REGISTER, { input: { email, password: PASSWORD } });
const emails = async () => (await db.selectFrom('accounts').select('email').execute()).map(({ email }) => email).sort();
const count = async (table: 'sessions' | 'verification_tokens') =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db)).rows[0]?.n;
const daysAgo = (days: number) => sql<Date>`now() - make_interval(days => ${days})`;
const expireTokens = () =>
  db
    .updateTable('verification_tokens')
    .set({ expires_at: daysAgo(1) })
    .execute();
const agedBy = (days: number) =>
  db
    .updateTable('accounts')
    .set({ created_at: daysAgo(days) })
    .execute();

test('a round deletes what has expired, keeps what lives, and says so', async () => {
  const kept = await registerVerified(db, {
    email: 'kept@example.org',
    password: PASSWORD,
    displayName: null,
    role: 'CUSTOMER',
  });
  await register('forgotten@example.org');
  await agedBy(8);
  await expireTokens();
  await register('waiting@example.org');
  await sql`
    insert into sessions (id, account_id, expires_at)
    select gen_random_uuid(), ${kept}::uuid, now() + make_interval(secs => n) from generate_series(-2499, 2) n
    where n <> 0`.execute(db);

  const lines: Line[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
  const log = createLogger({ name: 'test', level: 'info', destination });
  const maintenance = startUsersMaintenance({ db, log, retryMs: 10 });
  await waitUntil(async () => (await emails()).length === 2, { what: 'the round' });
  await maintenance.stop();
  expect(await emails()).toEqual(['kept@example.org', 'waiting@example.org']);
  expect(await count('sessions')).toBe(2);
  expect(await count('verification_tokens')).toBe(1);
  expect(lines.flatMap(({ table, rows }) => (table === undefined ? [] : [[table, rows]]))).toEqual([
    ['sessions', 2499],
    ['verification_tokens', 1],
    ['accounts', 1],
  ]);
});

test.each<[string, () => Promise<unknown>]>([
  ['is young', () => expireTokens()],
  ['has a live token', () => agedBy(8)],
  [
    'was verified',
    async () => {
      await execute(VERIFY, { token: messages[0]?.verificationToken, password: PASSWORD });
      await agedBy(400);
    },
  ],
  [
    'was registered again lately',
    async () => {
      await register('one@example.org');
      await expireTokens();
      await agedBy(8);
    },
  ],
  [
    'is suspended',
    async () => {
      await expireTokens();
      await agedBy(8);
      await db.updateTable('accounts').set({ status: 'SUSPENDED' }).execute();
    },
  ],
])('an account stays that %s', async (_what, arrange) => {
  await register('one@example.org');
  await arrange();
  await pruneUnverified(db);
  expect(await emails()).toEqual(['one@example.org']);
});

test('an account whose row a verification or a registration holds is left alone, and they win', async () => {
  await register('one@example.org');
  await agedBy(8);
  await expireTokens();
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('accounts')
      .set({ last_registration_at: sql<Date>`now()` })
      .execute();
    await pruneUnverified(db);
  });
  await pruneUnverified(db);
  expect(await emails()).toEqual(['one@example.org']);
});

test('a registration while its account is deleted makes it anew', async () => {
  await register('one@example.org');
  await agedBy(8);
  await expireTokens();
  let registering: Promise<unknown> | undefined;
  await db.transaction().execute(async (trx) => {
    await pruneUnverified(trx);
    registering = register('one@example.org');
    const waits = async () =>
      (
        await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          db,
        )
      ).rows.length > 0;
    await waitUntil(waits, { what: 'the registration to wait' });
  });
  await registering;
  expect(await emails()).toEqual(['one@example.org']);
  const verified = await execute(VERIFY, { token: messages.at(-1)?.verificationToken, password: PASSWORD });
  expect(verified.data['verifyEmail']).toMatchObject({ __typename: 'Session' });
});

test('what is deleted is found by an index, not by reading the tables', async () => {
  await sql`
    insert into accounts (id, email, email_verified_at, password_hash)
    select gen_random_uuid(), 'many-' || n || '@example.org', now(), 'x' from generate_series(1, 5000) n`.execute(db);
  const one = newId<UserId>();
  await sql`insert into accounts (id, email) values (${one}::uuid, 'one@example.org')`.execute(db);
  await sql`
    insert into sessions (id, account_id, expires_at)
    select gen_random_uuid(), ${one}::uuid, now() + interval '1 day' from generate_series(1, 5000) n`.execute(db);
  await sql`analyze accounts, sessions`.execute(db);
  const plan = async (query: ReturnType<typeof sql>) => JSON.stringify((await sql`explain ${query}`.execute(db)).rows);
  expect(await plan(sql`select ctid from sessions where expires_at < now() order by expires_at limit 1000`)).toContain(
    'sessions_expires_at',
  );
  expect(
    await plan(
      sql`select ctid from accounts where created_at < now() and email_verified_at is null order by created_at limit 1000`,
    ),
  ).toContain('accounts_unverified');
});
