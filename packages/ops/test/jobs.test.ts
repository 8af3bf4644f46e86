import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mongoJobs } from '@quartet/catalog';
import { migrateOrders } from '@quartet/orders';
import { createLogger, createMongo, createPostgres, enqueue, newId, startSaga } from '@quartet/service-kit';
import { afterwards, freshEnv } from '@quartet/test-kit';
import { migrateUsers, readUsersEnv } from '@quartet/users';
import { expect, it } from 'vitest';

const OPS = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const log = createLogger({ name: 'jobs test', level: 'silent' });
const urls = await freshEnv();
await migrateOrders({ env: urls, log, direction: 'up' });
await migrateUsers({ env: readUsersEnv(urls), log, direction: 'up' });
/** service-kit's tables, which the subgraphs do not name. */
interface Row {
  id: string;
  state: string;
  step: string;
  last_error: string | null;
  finished_at: Date | null;
}
type Tables = Record<'sagas' | 'jobs', Row>;
const orders = createPostgres<Tables>({ url: urls.ORDERS_DATABASE_URL, name: 'jobs test', log });
const users = createPostgres<Tables>({ url: urls.USERS_DATABASE_URL, name: 'jobs test', log });
const catalog = createMongo({ url: urls.CATALOG_MONGODB_URL, name: 'jobs test', log });
for (const { destroy } of [orders, users, catalog]) afterwards(destroy);

async function run(env: Partial<typeof urls>, ...args: string[]) {
  const { USERS_DATABASE_URL, ORDERS_DATABASE_URL, CATALOG_MONGODB_URL } = { ...urls, ...env };
  const ended = promisify(execFile)(process.execPath, [OPS, ...args], {
    env: { PATH: process.env['PATH'], USERS_DATABASE_URL, ORDERS_DATABASE_URL, CATALOG_MONGODB_URL },
  });
  const {
    code = 0,
    stdout,
    stderr,
  } = (await ended.catch((error: unknown) => error)) as Record<string, string | number>;
  return { code, stdout: String(stdout), stderr: String(stderr) };
}

async function stuckSaga(step: string): Promise<string> {
  const id = newId();
  await orders.db.transaction().execute((trx) => startSaga(trx, { id, kind: 'checkout', step, data: {} }));
  await orders.db
    .updateTable('sagas')
    .set({ state: 'STUCK', last_error: 'the provider is gone' })
    .where('id', '=', id)
    .execute();
  return id;
}

const stateOf = ({ db }: Pick<typeof users, 'db'>, table: 'sagas' | 'jobs', id: string) =>
  db.selectFrom(table).select(['state', 'step']).where('id', '=', id).executeTakeFirst();

it('lists what is stuck in all databases, retries it, gives it up, and says where it cannot', async () => {
  const [capturing, clearing] = [await stuckSaga('capture'), await stuckSaga('clear_cart')];
  await enqueue(users.db, { kind: 'account_message', key: 'a', payload: {} });
  const failed = { state: 'FAILED', last_error: 'SMTP 550', finished_at: new Date() };
  await users.db.updateTable('jobs').set(failed).execute();
  await catalog.db.collection<{ _id: string }>('job_queue').insertOne({
    _id: newId(),
    ...{ kind: 'picture', key: 'p', payload: {}, state: 'STUCK', attempts: 7, dueAt: new Date(), token: null },
    ...{ reason: 'the disk is full', createdAt: new Date(), updatedAt: new Date() },
  });

  const away = { ORDERS_DATABASE_URL: 'postgres://127.0.0.1:1/x' };
  const [all, partly, refused] = await Promise.all([
    run({}, 'jobs'),
    run(away, 'jobs', 'list'),
    run({}, 'sagas', 'compensate', clearing),
  ]);
  expect(all).toMatchObject({ code: 0, stderr: '' });
  const lines = all.stdout.trim().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/orders {2}checkout at capture, 1 attempts: the provider is gone$/),
    expect.stringMatching(/orders {2}checkout at clear_cart, 1 attempts: the provider is gone$/),
    expect.stringMatching(/users {2}account_message a, 0 attempts: failed for good: SMTP 550$/),
    expect.stringMatching(/catalog {2}picture p, 7 attempts: the disk is full$/),
  ]);
  expect(partly).toMatchObject({ code: 1, stderr: expect.stringContaining('database of orders cannot be asked') });
  expect(partly.stdout.trim().split('\n')).toHaveLength(2);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing can be undone') });

  const [message = '', picture = ''] = lines.slice(2).map((line) => line.split(' ')[0] ?? '');
  expect(await run({}, 'jobs', 'retry', clearing, message, picture)).toMatchObject({ code: 0 });
  expect(await stateOf(orders, 'sagas', clearing)).toEqual({ state: 'RUNNING', step: 'clear_cart' });
  expect(await stateOf(users, 'jobs', message)).toMatchObject({ state: 'RUNNING' });
  const [given, wrong, unknown] = await Promise.all([
    run({}, 'jobs', 'give-up', capturing, message, picture),
    run({}, 'jobs', 'retry', 'x'),
    run({}, 'jobs', 'retry', newId()),
  ]);
  expect(given).toMatchObject({ code: 0 });
  expect(await stateOf(orders, 'sagas', capturing)).toEqual({ state: 'RUNNING', step: 'cancel_payment' });
  expect(await stateOf(users, 'jobs', message)).toMatchObject({ state: 'FAILED' });
  expect(await mongoJobs(catalog.db).listStuck({ limit: 9 })).toMatchObject([{ id: picture, reason: 'given up' }]);
  expect(wrong).toMatchObject({ code: 1, stderr: 'x is no id: npm run jobs lists them\n' });
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('is not stuck') });
});
