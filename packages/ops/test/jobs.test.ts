import { mongoJobs } from '@quartet/catalog';
import { migrateOrders } from '@quartet/orders';
import { createLogger, createMongo, createPostgres, enqueue, newId, startSaga } from '@quartet/service-kit';
import { afterwards, freshEnv } from '@quartet/test-kit';
import { migrateUsers, readUsersEnv } from '@quartet/users';
import { expect, it, vi } from 'vitest';
import { runOps } from '../src/index.ts';

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

/** Runs the command in this process, with what it prints. */
async function run(env: Partial<typeof urls>, ...args: string[]) {
  const { USERS_DATABASE_URL, ORDERS_DATABASE_URL, CATALOG_MONGODB_URL } = { ...urls, ...env };
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  try {
    await runOps(args, { env: { USERS_DATABASE_URL, ORDERS_DATABASE_URL, CATALOG_MONGODB_URL } });
    return { code: process.exitCode ?? 0, ...printed };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
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
  const all = await run({}, 'jobs');
  const partly = await run(away, 'jobs', 'list');
  const refused = await run({}, 'sagas', 'compensate', clearing);
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
  const given = await run({}, 'jobs', 'give-up', capturing, message, picture);
  const wrong = await run({}, 'jobs', 'retry', 'x');
  const unknown = await run({}, 'jobs', 'retry', newId());
  expect(given).toMatchObject({ code: 0 });
  expect(await stateOf(orders, 'sagas', capturing)).toEqual({ state: 'RUNNING', step: 'cancel_payment' });
  expect(await stateOf(users, 'jobs', message)).toMatchObject({ state: 'FAILED' });
  expect(await mongoJobs(catalog.db).listStuck({ limit: 9 })).toMatchObject([{ id: picture, reason: 'given up' }]);
  expect(wrong).toMatchObject({ code: 1, stderr: 'x is no id: npm run jobs lists them\n' });
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('is not stuck') });
});
