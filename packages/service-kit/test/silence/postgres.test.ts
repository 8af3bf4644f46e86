import { freshPostgres, silentProxy, waitUntil } from '@quartet/test-kit';
import { sql, type Kysely } from 'kysely';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { listenToOutbox } from '../../src/events/outbox/wake-listener.ts';
import { createPostgres, toAppError } from '../../src/index.ts';

const log = pino({ level: 'silent' });
const server = await freshPostgres();
const destroys: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(destroys.map((destroy) => destroy())));

const MAX = 5;
/** A statement of these pools may take 1 s, and the answer 2 s. */
function connect(url: string): Kysely<unknown> {
  const { db, destroy } = createPostgres({ url, name: 'silence test', max: MAX, statementTimeoutMs: 1_000, log });
  destroys.push(destroy);
  return db;
}

const ask = (db: Kysely<unknown>): Promise<string> => outcome(sql`select 1`.execute(db));
const outcome = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'fine',
    (error: unknown) => toAppError(error).code,
  );
/** So many statements at once that every connection of the pool is in use. */
const fill = (db: Kysely<unknown>) =>
  Promise.all(Array.from({ length: MAX }, () => outcome(sql`select pg_sleep(0.2)`.execute(db))));

it('refuses all statements in time while the server is silent, and its pool is whole soon after', async () => {
  const proxy = await silentProxy(server.url);
  const db = connect(proxy.url);
  expect(new Set(await fill(db))).toEqual(new Set(['fine']));
  proxy.silence();

  const started = performance.now();
  const outcomes = await Promise.all(Array.from({ length: 4 * MAX }, () => ask(db)));
  expect(outcomes).not.toContain('fine');
  expect(performance.now() - started).toBeLessThan(20_000);

  proxy.restore();
  await waitUntil(async () => (await ask(db)) === 'fine', { what: 'an answer' });
  expect(new Set(await fill(db))).toEqual(new Set(['fine']));
});

it('a pool whose connections all died unnoticed pays for that once', async () => {
  const proxy = await silentProxy(server.url);
  const db = connect(proxy.url);
  await fill(db);
  proxy.silence();
  proxy.restore();
  expect(await ask(db)).toBe('TIMEOUT');
  for (let n = 0; n < 2 * MAX; n++) expect(await ask(db)).toBe('fine');
});

it('a transaction in which the server falls silent ends in time, and gives its connection up', async () => {
  const proxy = await silentProxy(server.url);
  const db = connect(proxy.url);
  const started = performance.now();
  const failed = outcome(
    db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      proxy.silence();
      await sql`select 2`.execute(trx);
    }),
  );
  expect(['TIMEOUT', 'SERVICE_UNAVAILABLE']).toContain(await failed);
  expect(performance.now() - started).toBeLessThan(20_000);
  proxy.restore();
  await waitUntil(() => proxy.open() === 0, { what: 'the dead connection to be closed' });
  expect(await ask(db)).toBe('fine');
});

it('a pool that ends does not wait for a server that is silent', async () => {
  const proxy = await silentProxy(server.url);
  const { db, destroy } = createPostgres({ url: proxy.url, name: 'silence test', log });
  await sql`select 1`.execute(db);
  proxy.silence();
  await destroy();
  await waitUntil(() => proxy.open() === 0, { what: 'the connections to be closed' });
});

it('leaves all connections to a server that takes no writes any more', async () => {
  const { url } = await freshPostgres();
  const [db, admin] = [connect(url), connect(url)];
  await sql`create table things (n int)`.execute(admin);
  const name = sql.id(new URL(url).pathname.slice(1));
  // Each connection keeps the setting that it began with, as it would stay with a demoted server.
  await sql`alter database ${name} set default_transaction_read_only = on`.execute(admin);
  await fill(db);
  await sql`alter database ${name} reset default_transaction_read_only`.execute(admin);
  const write = () => outcome(sql`insert into things values (1)`.execute(db));
  expect(await write()).toBe('SERVICE_UNAVAILABLE');
  for (let n = 0; n < 2 * MAX; n++) expect(await write()).toBe('fine');
});

it('the listener of an outbox hears again after its connection has died', async () => {
  const proxy = await silentProxy(server.url);
  const db = connect(server.url);
  let heard = 0;
  const listener = listenToOutbox({ url: proxy.url, wake: () => (heard += 1), log, checkEveryMs: 100 });
  const notify = () => sql`select pg_notify('outbox', '')`.execute(db);
  try {
    await waitUntil(() => heard > 0);
    proxy.silence();
    proxy.restore();
    heard = 0;
    await waitUntil(async () => (await notify()) && heard > 1, { what: 'a notification' });
  } finally {
    await listener.stop();
  }
});
