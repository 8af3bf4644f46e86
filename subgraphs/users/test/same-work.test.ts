import { databaseCalls, type DatabaseCall } from '@quartet/service-kit';
import { sql } from 'kysely';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { registerVerified } from '../src/index.ts';
import { LOGIN, PASSWORD, REGISTER, startTestUsers } from './setup.ts';

// What an address costs must not tell whether it has an account. Times are too noisy for a test: the work is counted.

const { users, messages, execute, ask, deliver } = await startTestUsers();

const KINDS = ['unknown', 'registered', 'verified', 'suspended'] as const;
const addressOf = (kind: string) => `${kind}@example.org`;

beforeAll(async () => {
  for (const kind of ['verified', 'suspended'] as const)
    await registerVerified(users.db, {
      email: addressOf(kind),
      password: PASSWORD,
      displayName: null,
      role: 'CUSTOMER',
    });
  await users.db
    .updateTable('accounts')
    .set({ status: 'SUSPENDED' })
    .where('email', '=', addressOf('suspended'))
    .execute();
  await execute(REGISTER, { input: { email: addressOf('registered'), password: PASSWORD } });
});
beforeEach(() => {
  messages.length = 0;
});

/** The statements of `run`, by their verbs, with the log lines that it wrote. */
async function workOf(run: () => Promise<unknown>): Promise<{ statements: string[]; answer: unknown }> {
  const statements: string[] = [];
  const note = (message: unknown) => void statements.push((message as DatabaseCall).operation);
  subscribe(databaseCalls.name, note);
  try {
    const answer = await run();
    return { statements, answer };
  } finally {
    unsubscribe(databaseCalls.name, note);
  }
}

const TABLES = ['accounts', 'registrations', 'jobs', 'verification_tokens'] as const;

/** How many rows, and how many new versions of rows, are there: the last transaction that wrote each. */
async function writers(table: (typeof TABLES)[number]): Promise<Set<string>> {
  const { rows } = await sql<{ writer: string }>`
    select ctid::text || '/' || xmin::text as writer from ${sql.table(table)}`.execute(users.db);
  return new Set(rows.map(({ writer }) => writer));
}

test('a registration costs the same statements, row versions and messages, and is answered alike', async () => {
  const costs: unknown[] = [];
  for (const kind of KINDS) {
    messages.length = 0;
    const before = await Promise.all(TABLES.map(writers));
    const { statements, answer } = await workOf(() =>
      ask(REGISTER, { input: { email: addressOf(kind), password: PASSWORD, displayName: 'Somebody' } }),
    );
    const after = await Promise.all(TABLES.map(writers));
    const written = after.map((now, at) => [...now].filter((row) => !before[at]!.has(row)).length);
    await deliver();
    costs.push({
      statements,
      written,
      messages: messages.length,
      answer: JSON.stringify(answer).replace(/"registrationSecret":"[\w-]{43}"/, '"registrationSecret":"…"'),
    });
  }
  const [unknown] = costs;
  expect(unknown).toMatchObject({
    statements: ['INSERT', 'INSERT', 'INSERT', 'COMMIT'],
    written: [1, 1, 1, 0],
    messages: 1,
  });
  for (const cost of costs) expect(cost).toEqual(unknown);
});

test('only the message differs, and what is kept for a verified account verifies nothing', async () => {
  await execute(REGISTER, { input: { email: 'VERIFIED@example.org', password: 'another-long-password' } });
  await execute(REGISTER, { input: { email: 'new@example.org', password: 'another-long-password' } });
  expect(messages).toEqual([
    { kind: 'already-registered', to: 'verified@example.org' },
    { kind: 'verify-email', to: 'new@example.org', verificationToken: expect.any(String) as string },
  ]);
  const { data } = await execute(LOGIN, {
    input: { email: 'verified@example.org', password: 'another-long-password' },
  });
  expect(data['login']).toMatchObject({ __typename: 'InvalidCredentials' });
});

test('a log-in that is refused costs the same statements and is answered alike', async () => {
  const works: unknown[] = [];
  for (const kind of [...KINDS, 'nobody'])
    works.push(await workOf(() => execute(LOGIN, { input: { email: addressOf(kind), password: 'not-the-password' } })));
  const [first] = works;
  expect(first).toMatchObject({ statements: ['SELECT'] });
  for (const work of works) expect(work).toEqual(first);
});
