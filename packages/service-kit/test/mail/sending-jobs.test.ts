import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterwards, freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import {
  createJobTable,
  createLogger,
  createMailer,
  createPostgres,
  enqueue,
  postgresJobs,
  runJob,
  type JobRun,
} from '../../src/index.ts';
import { letters } from './letters.ts';
import { smtpServer } from './smtp-server.ts';

const log = createLogger({ name: 'sending test', level: 'silent' });
const { url } = await freshPostgres();
const { db, destroy } = createPostgres<Record<string, never>>({ url, name: 'sending test', log });
afterwards(destroy);
await createJobTable(db);
const store = postgresJobs(db);
const from = { address: 'shop@example.org', name: '' };

/** The next attempt at the job that is due, as if its time had come. */
async function attempt(smtpUrl: string): Promise<JobRun | 'nothing due'> {
  await sql`update jobs set due_at = now()`.execute(db);
  const [lease] = await store.lease({ kind: 'letter', limit: 1 });
  if (lease === undefined) return 'nothing due';
  const mailer = createMailer({ smtpUrl, needsTls: false, from, replyTo: null });
  const run = await runJob({ store, tools: mailer, definition: letters }, lease);
  mailer.close();
  return run;
}
const write = (key: string) => enqueue(db, { kind: 'letter', key, payload: { to: 'ada@example.org' } });
const idsOf = (messages: readonly string[]) => messages.map((raw) => /^Message-ID: (.*)\r$/m.exec(raw)?.[1]);

it('a sender that is killed after the server took the message is followed by one that repeats its Message-ID', async () => {
  const server = await smtpServer();
  await write('killed');
  const child = fork(fileURLToPath(new URL('./dying-sender.ts', import.meta.url)), [url, server.url]);
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  expect(server.messages).toHaveLength(1);

  expect(await attempt(server.url)).toBe('done');
  const [first, second] = idsOf(server.messages);
  expect(first).toMatch(/^<[\w-]+@example\.org>$/);
  expect(second).toBe(first);
  // What was noted is not sent again, whatever asks for it.
  await write('killed');
  expect(await attempt(server.url)).toBe('nothing due');
  expect(server.messages).toHaveLength(2);
});

it('refused for now it is tried again, and stuck after the last attempt; refused for good it has failed', async () => {
  let answer = '451 4.3.0 not now';
  const server = await smtpServer((command) => (command.startsWith('RCPT') ? { answer } : null));
  await write('refused');
  for (let n = 0; n < 3; n++) expect(await attempt(server.url)).toBe('waiting');
  await sql`update jobs set attempts = 249 where key = 'refused'`.execute(db);
  expect(await attempt(server.url)).toBe('stuck');
  await store.retry((await store.listStuck({ limit: 1 }))[0]!.id);
  answer = '550 5.1.1 ada@example.org is unknown';
  expect(await attempt(server.url)).toBe('failed');
  expect(await store.listStuck({ limit: 1 })).toMatchObject([
    { hasFailed: true, reason: expect.stringContaining('SMTP 550 5.1.1, at RCPT TO') },
  ]);
  const { rows } = await sql<{ reason: string }>`select last_error as reason from jobs where key = 'refused'`.execute(
    db,
  );
  expect(rows[0]?.reason).not.toContain('@');
});
