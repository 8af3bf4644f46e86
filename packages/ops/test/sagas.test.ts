import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { migrateOrders, type OrdersDatabase } from '@quartet/orders';
import { createLogger, createPostgres, newId, startSaga } from '@quartet/service-kit';
import { freshPostgres } from '@quartet/test-kit';
import { afterAll, expect, it } from 'vitest';

const OPS = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const log = createLogger({ name: 'sagas test' });
const { url } = await freshPostgres();
await migrateOrders({ env: { ORDERS_DATABASE_URL: url }, log, direction: 'up' });
const { db, destroy } = createPostgres<OrdersDatabase>({ url, name: 'sagas test', log });
afterAll(destroy);
/** service-kit's table, which orders does not name. */
const sagas = db.withTables<{ sagas: { id: string; state: string; step: string; last_error: string | null } }>();

async function run(...args: string[]) {
  const env = { PATH: process.env['PATH'], ORDERS_DATABASE_URL: url };
  const ended = promisify(execFile)(process.execPath, [OPS, 'sagas', ...args], { env });
  const {
    code = 0,
    stdout,
    stderr,
  } = (await ended.catch((error: unknown) => error)) as Record<string, string | number>;
  return { code, stdout, stderr };
}

async function stuck(step: string): Promise<string> {
  const id = newId();
  await db.transaction().execute((trx) => startSaga(trx, { id, kind: 'checkout', step, data: {} }));
  const changes = { state: 'STUCK', last_error: 'the provider is gone' };
  await sagas.updateTable('sagas').set(changes).where('id', '=', id).execute();
  return id;
}

const stateOf = (id: string) =>
  sagas.selectFrom('sagas').select(['state', 'step']).where('id', '=', id).executeTakeFirst();

it('lists what is stuck, retries it, gives it up, and says where it cannot', async () => {
  expect(await run()).toEqual({ code: 0, stdout: '', stderr: 'No saga is stuck\n' });
  const [capturing, clearing] = [await stuck('capture'), await stuck('clear_cart')];
  const { stdout } = await run('list');
  expect(String(stdout).split('\n')).toHaveLength(3);
  expect(stdout).toContain('checkout at capture, 1 attempts: the provider is gone');

  expect(await run('compensate', clearing)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nothing can be undone'),
  });
  expect(await run('retry', clearing)).toMatchObject({ code: 0 });
  expect(await stateOf(clearing)).toEqual({ state: 'RUNNING', step: 'clear_cart' });
  expect(await run('compensate', capturing)).toMatchObject({ code: 0 });
  expect(await stateOf(capturing)).toEqual({ state: 'RUNNING', step: 'cancel_payment' });
  expect(await run('retry', 'x')).toMatchObject({
    code: 1,
    stderr: 'x is no id of a saga: npm run sagas lists them\n',
  });
  expect(await run('retry', newId())).toMatchObject({ code: 1, stderr: expect.stringContaining('is not stuck') });
});
