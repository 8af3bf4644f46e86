import { freshPostgres } from '@quartet/test-kit';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { countDatabaseCalls, createPostgres, executePrepared, lastly, together, transact } from '../src/index.ts';

const log = pino({ level: 'silent' });
const { url } = await freshPostgres();
const { db, destroy } = createPostgres<{ things: { id: number; name: string } }>({ url, name: 'test', max: 2, log });
afterAll(destroy);
await sql`create table things (id int primary key, name text not null)`.execute(db);
beforeEach(async () => void (await sql`truncate things`.execute(db)));

type Session = Parameters<Parameters<typeof transact<{ things: { id: number; name: string } }, unknown>>[1]>[0];
const add = (trx: Session, id: number) =>
  trx
    .insertInto('things')
    .values({ id, name: `thing ${id}` })
    .executeTakeFirst();
const ids = async () => (await db.selectFrom('things').select('id').orderBy('id').execute()).map(({ id }) => id);

test('statements that are started together are one round trip, and each gets its own answer', async () => {
  const { result, calls } = await countDatabaseCalls(() =>
    together(db, (one) =>
      Promise.all([
        sql<{ n: number }>`select 1 as n`.execute(one),
        sql`create temp table t (x int)`.execute(one),
        sql<{ n: number }>`select ${2}::int as n, ${[1, 2]}::int[] as list`.execute(one),
        sql`select where false`.execute(one),
      ]),
    ),
  );
  expect(result.map(({ rows }) => rows)).toEqual([[{ n: 1 }], [], [{ n: 2, list: [1, 2] }], []]);
  expect(calls.postgres).toBe(1);
});

test('begin goes with the first statements, and commit with the last ones', async () => {
  const { result, calls } = await countDatabaseCalls(() =>
    transact(db, async (trx) => {
      const [first] = await Promise.all([add(trx, 1), add(trx, 2)]);
      await lastly(trx, () => Promise.all([add(trx, 3), add(trx, 4)]));
      return first.numInsertedOrUpdatedRows;
    }),
  );
  expect(result).toBe(1n);
  expect(calls.postgres).toBe(2);
  expect(await ids()).toEqual([1, 2, 3, 4]);
});

test('a transaction without a statement asks the server nothing', async () => {
  const { calls } = await countDatabaseCalls(() => transact(db, () => Promise.resolve('nothing')));
  expect(calls.postgres).toBe(0);
});

test.each(['first', 'last'])(
  'where one fails in the %s round trip, nothing of the transaction is there',
  async (at) => {
    const failing = transact(db, async (trx) => {
      await Promise.all([add(trx, 1), add(trx, at === 'first' ? 1 : 2), add(trx, 3)]);
      await lastly(trx, () => Promise.all([add(trx, 4), add(trx, 1)]));
    });
    await expect(failing).rejects.toThrow(/duplicate key/);
    expect(await ids()).toEqual([]);
  },
);

test('an error behind the first round trip rolls it back, and the connection goes on', async () => {
  for (let round = 0; round < 3; round++) {
    const failing = transact(db, async (trx) => {
      await add(trx, 1);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
  }
  expect(await ids()).toEqual([]);
});

test('a transaction whose failed statement was not minded does not count as committed', async () => {
  const failing = transact(db, async (trx) => {
    await add(trx, 1);
    await add(trx, 1).catch(() => undefined);
  });
  await expect(failing).rejects.toThrow();
  expect(await ids()).toEqual([]);
});

test('a statement behind the end fails, and does not reach the next user of the connection', async () => {
  let leaked: Session | undefined;
  await transact(db, async (trx) => {
    leaked = trx;
    await lastly(trx, () => add(trx, 1));
    await expect(add(trx, 2)).rejects.toThrow('is over');
  });
  await expect(add(leaked!, 3)).rejects.toThrow('is over');
  expect(await ids()).toEqual([1]);
});

test('what fails before it is sent keeps the others from being committed', async () => {
  const failing = transact(db, async (trx) => {
    await add(trx, 1);
    await lastly(trx, () => Promise.all([add(trx, 2), Promise.reject(new Error('not sent'))]));
  });
  await expect(failing).rejects.toThrow('not sent');
  expect(await ids()).toEqual([]);
});

test('a value that cannot be sent leaves nothing of its batch behind', async () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  const failing = together(db, (one) =>
    Promise.all([sql`insert into things values (1, 'x')`.execute(one), sql`select ${loop}::jsonb`.execute(one)]),
  );
  await expect(failing).rejects.toThrow(/circular/i);
  expect(await ids()).toEqual([]);
});

test('two transactions at once keep to themselves', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      transact(db, async (trx) => {
        await Promise.all([add(trx, 2 * at), add(trx, 2 * at + 1)]);
        if (at % 2 === 1) throw new Error('odd');
      }).catch((error: unknown) => {
        if (!String(error).includes('odd')) throw error;
      }),
    ),
  );
  expect(await ids()).toEqual(Array.from({ length: 40 }, (_, id) => id).filter((id) => Math.floor(id / 2) % 2 === 0));
});

test('a prepared statement is planned once for each connection, and answers as any other, in a transaction too', async () => {
  const one = createPostgres<{ things: { id: number; name: string } }>({ url, name: 'prepared', max: 1, log });
  try {
    const twice = async (on: typeof one.db, n: number) => {
      const { rows } = await executePrepared(on, 'twice', sql<{ n: number }>`select 2 * ${n}::int as n`);
      return rows[0]?.n;
    };
    expect([await twice(one.db, 1), await twice(one.db, 2)]).toEqual([2, 4]);
    const inside = await transact(one.db, async (trx) => [
      await twice(trx, 3),
      ...(await Promise.all([twice(trx, 4), add(trx, 1), twice(trx, 5)])),
    ]);
    expect(inside).toEqual([6, 8, expect.anything(), 10]);
    const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements`.execute(one.db);
    expect(rows).toEqual([{ name: 'twice' }]);
  } finally {
    await one.destroy();
  }
});
