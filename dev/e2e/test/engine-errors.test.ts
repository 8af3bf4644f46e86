import { createElasticsearch, createMongo, createPostgres, createRedis } from '@quartet/service-kit';
import { freshEnv } from '@quartet/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Act, openProbe, type Probe, type ProbedEngine, readableLog } from '../src/index.ts';

/*
 * From an engine's own error to the client's answer: the real engine raises it, a resolver lets it through, and the
 * client of the router gets null for that field, its path, a code, a message for people, and HTTP 200.
 *
 *                      PostgreSQL     MongoDB           Redis          Elasticsearch, OpenSearch
 * unique               CONFLICT       CONFLICT          –              CONFLICT (version)
 * foreign key          CONFLICT       –                 –              –
 * validation           BAD_USER_INPUT BAD_USER_INPUT *  –              BAD_USER_INPUT
 * time-out             TIMEOUT        TIMEOUT in the    TIMEOUT        TIMEOUT
 *                                     other file
 * refused log-in       UNAVAILABLE    UNAVAILABLE *     UNAVAILABLE    UNAVAILABLE **
 * refused right        UNAVAILABLE    UNAVAILABLE **    UNAVAILABLE    UNAVAILABLE, a blocked index
 * wrong version        UNAVAILABLE    UNAVAILABLE       –              UNAVAILABLE
 * unavailable          UNAVAILABLE in all four: engines-down.test.ts, where they really stop
 *
 * UNAVAILABLE stands for SERVICE_UNAVAILABLE. Where only a person can fix it, the log has an error with a hint.
 * –   does not exist there: MongoDB, Redis and the search engines know no foreign keys; Redis has neither schema nor
 *     constraints. A collection that is missing in MongoDB reads as an empty one: only an index can be missed.
 * *   needs a real mongod, since the stand-in ignores validators and knows no log-in; skipped where there is none.
 * **  needs a server with users, which no engine of a test is: only the mapping, in service-kit's errors.test.ts.
 * What the shop's own queries answer in these cases is in engine-refusals.test.ts.
 */

const MESSAGES = {
  CONFLICT: /^(This already exists|This refers to something|Somebody else changed this)/,
  BAD_USER_INPUT: /^A value is not valid$/,
  TIMEOUT: /^This took too long; please try again$/,
  SERVICE_UNAVAILABLE: /^This part of the shop is not available right now; please try again$/,
};

interface Expected {
  code: keyof typeof MESSAGES;
  /** In the log, and only there. */
  cause: RegExp;
  level: 'info' | 'warn' | 'error';
  hint?: RegExp;
}

const { log, of } = readableLog();
const env = await freshEnv();
const name = new URL(env.ORDERS_DATABASE_URL).pathname.slice(1);
const index = `${env.SEARCH_INDEX_PREFIX}_probe`;
const outsider = `${name}_outsider`;
const postgres = createPostgres<unknown>({ url: env.ORDERS_DATABASE_URL, name: 'probe', statementTimeoutMs: 200, log });
const mongo = createMongo({ url: env.CATALOG_MONGODB_URL, name: 'probe', log });
const redis = createRedis({ url: env.REDIS_URL, name: 'probe', log });
const search = createElasticsearch({ url: env.ELASTICSEARCH_URL, name: 'probe', log });
const things = mongo.db.collection<{ _id: number; slug: string }>('things');
const real = (await mongo.db.command({ buildInfo: 1 }))['gitVersion'] as string | undefined;
const isStandIn = real === undefined || real === '';
let probe: Probe;

/** The same URL for somebody else. */
function as(user: string, url: string, change: (url: URL) => void = () => undefined): string {
  const other = new URL(url);
  other.username = user;
  other.password = 'a-password-of-the-test';
  change(other);
  return other.href;
}

async function expectFault(engine: ProbedEngine, act: Act, expected: Expected): Promise<void> {
  const { answer, requestId } = await probe.ask(engine, act);
  const field = probe.fieldOf(engine);
  expect(answer).toEqual({
    status: 200,
    data: { [field]: null },
    errors: [
      { message: expect.stringMatching(MESSAGES[expected.code]), path: [field], extensions: { code: expected.code } },
    ],
  });
  const lines = of(requestId);
  expect(lines.map(({ level, msg, code }) => ({ level, msg, code }))).toEqual([
    { level: expected.level, msg: 'a field failed', code: expected.code },
  ]);
  const [line] = lines;
  expect(JSON.stringify(line?.['err'])).toMatch(expected.cause);
  if (expected.hint) expect(line?.['hint']).toMatch(expected.hint);
  else expect(line).not.toHaveProperty('hint');
  expect(JSON.stringify(lines)).not.toMatch(/a-password-of-the-test/);
}

/** A PostgreSQL pool for one statement. */
async function once(url: string, statement: ReturnType<typeof sql>): Promise<unknown> {
  const pool = createPostgres<unknown>({ url, name: 'probe', log });
  return statement.execute(pool.db).finally(() => pool.destroy());
}

beforeAll(async () => {
  probe = await openProbe(log);
  const script = [
    'create table parents (id int primary key, label text constraint label_short check (length(label) < 5))',
    'create table children (id int primary key, parent_id int constraint children_parent references parents)',
    "insert into parents values (1, 'one')",
    'insert into children values (1, 1)',
    `create role "${outsider}" nologin`,
  ];
  for (const line of script) await sql.raw(line).execute(postgres.db);
  await things.createIndex({ slug: 1 }, { unique: true, name: 'slug_unique' });
  await things.insertOne({ _id: 1, slug: 'a' });
  await redis.call('ACL', 'SETUSER', outsider, 'on', '>a-password-of-the-test', '~*', '+@all', '-set');
  await search.indices.create({
    index,
    settings: { number_of_replicas: 0, number_of_shards: 1 },
    mappings: { dynamic: 'strict', properties: { n: { type: 'integer' }, t: { type: 'text' } } },
  });
  await search.index({ index, id: '1', document: { n: 1 }, refresh: true });
});

afterAll(async () => {
  await probe.close();
  await redis.call('ACL', 'DELUSER', outsider);
  redis.disconnect();
  await sql.raw(`drop owned by "${outsider}"; drop role "${outsider}"`).execute(postgres.db);
  await Promise.all([postgres.destroy(), mongo.destroy(), search.close()]);
});

describe('PostgreSQL', () => {
  const run = (statement: ReturnType<typeof sql>) => () => statement.execute(postgres.db);
  const refusedLogIn = { code: 'SERVICE_UNAVAILABLE', level: 'error', hint: /refuses the log-in/ } as const;
  const migrate = { code: 'SERVICE_UNAVAILABLE', level: 'error', hint: /run npm run migrate/ } as const;
  const refusedInput = { code: 'BAD_USER_INPUT', level: 'info' } as const;
  const conflict = { code: 'CONFLICT', level: 'info' } as const;

  it.each<[string, Act, Expected]>([
    ['unique', run(sql`insert into parents values (1, 'two')`), { ...conflict, cause: /parents_pkey/ }],
    [
      'foreign key, nothing there',
      run(sql`insert into children values (2, 99)`),
      { ...conflict, cause: /children_par/ },
    ],
    ['foreign key, still in use', run(sql`delete from parents`), { ...conflict, cause: /children_parent/ }],
    ['validation, check', run(sql`insert into parents values (2, 'long one')`), { ...refusedInput, cause: /label_sh/ }],
    ['validation, type', run(sql`select ${'x'}::uuid`), { ...refusedInput, cause: /22P02/ }],
    [
      'time-out, of a statement that waits for a lock',
      () =>
        postgres.db.transaction().execute(async (holder) => {
          await sql`lock table parents in access exclusive mode`.execute(holder);
          await sql`select * from parents`.execute(postgres.db);
        }),
      { code: 'TIMEOUT', level: 'warn', cause: /57014/ },
    ],
    [
      'refused log-in',
      () => once(as(outsider, env.ORDERS_DATABASE_URL), sql`select 1`),
      { ...refusedLogIn, cause: /28000/ },
    ],
    [
      'refused right',
      () =>
        postgres.db.transaction().execute(async (trx) => {
          await sql.raw(`set local role "${outsider}"`).execute(trx);
          await sql`select * from parents`.execute(trx);
        }),
      { ...refusedLogIn, hint: /lacks a right/, cause: /42501/ },
    ],
    ['wrong version, no such table', run(sql`select * from nothing_there`), { ...migrate, cause: /42P01/ }],
    ['wrong version, no such column', run(sql`select colour from parents`), { ...migrate, cause: /42703/ }],
    ['wrong version, no such schema', run(sql`create table nowhere.x ()`), { ...migrate, cause: /3F000/ }],
    [
      'wrong version, no such database',
      () => {
        const url = new URL(env.ORDERS_DATABASE_URL);
        url.pathname = '/nothing_there';
        return once(url.href, sql`select 1`);
      },
      { ...migrate, cause: /3D000/ },
    ],
  ])('%s', (_kind, act, expected) => expectFault('postgres', act, expected));
});

describe('MongoDB', () => {
  it('unique', () =>
    expectFault('mongodb', () => things.insertOne({ _id: 2, slug: 'a' }), {
      code: 'CONFLICT',
      level: 'info',
      cause: /slug_unique/,
    }));

  it.skipIf(isStandIn)('validation, by a validator (a real mongod only)', async () => {
    await mongo.db.createCollection('strict', { validator: { $jsonSchema: { required: ['name'] } } });
    await expectFault('mongodb', () => mongo.db.collection('strict').insertOne({}), {
      code: 'BAD_USER_INPUT',
      level: 'info',
      cause: /121/,
    });
  });

  it.skipIf(isStandIn)('refused log-in (a real mongod only)', async () => {
    const url = as('nobody', env.CATALOG_MONGODB_URL);
    const away = createMongo({ url, name: 'probe', log });
    await expectFault('mongodb', () => away.ping().finally(() => away.destroy()), {
      code: 'SERVICE_UNAVAILABLE',
      level: 'error',
      hint: /refuses the log-in/,
      cause: /Auth/,
    });
  });

  it('wrong version, no such index', () =>
    expectFault('mongodb', () => things.dropIndex('nothing_there'), {
      code: 'SERVICE_UNAVAILABLE',
      level: 'error',
      hint: /run npm run migrate/,
      cause: /IndexNotFound|27/,
    }));
});

describe('Redis', () => {
  async function withRedis(url: string, act: (client: typeof redis) => Promise<unknown>): Promise<unknown> {
    const client = createRedis({ url, name: 'probe', log });
    return act(client).finally(() => client.disconnect());
  }
  const refused = { code: 'SERVICE_UNAVAILABLE', level: 'error' } as const;

  it.each<[string, Act, Expected]>([
    [
      'time-out',
      () => withRedis(env.REDIS_URL, (client) => client.blpop('nothing-comes', 2)),
      { code: 'TIMEOUT', level: 'warn', cause: /Command timed out/ },
    ],
    [
      'refused log-in',
      () => withRedis(as(`${outsider}2`, env.REDIS_URL), (client) => client.get('x')),
      { ...refused, hint: /refuses the log-in/, cause: /WRONGPASS/ },
    ],
    [
      'refused right',
      () => withRedis(as(outsider, env.REDIS_URL), (client) => client.set('x', '1')),
      { ...refused, hint: /lacks a right/, cause: /NOPERM/ },
    ],
  ])('%s', (_kind, act, expected) => expectFault('redis', act, expected));
});

describe('Elasticsearch or OpenSearch', () => {
  const write = { index, id: '1', document: { n: 2 } };
  const migrate = { code: 'SERVICE_UNAVAILABLE', level: 'error', hint: /run npm run migrate/ } as const;
  const late = { code: 'TIMEOUT', level: 'warn' } as const;

  it.each<[string, Act, Expected]>([
    ['unique', () => search.create(write), { code: 'CONFLICT', level: 'info', cause: /version_conflict/ }],
    [
      'validation',
      () => search.index({ index, document: { n: 'x' } }),
      { code: 'BAD_USER_INPUT', level: 'info', cause: /parsing_exception/ },
    ],
    [
      'time-out, as the engine says it',
      () => search.cluster.health({ wait_for_nodes: '99', timeout: '10ms' }, { maxRetries: 0 }),
      { ...late, cause: /408|timed_out/ },
    ],
    [
      'time-out, of an engine that does not answer',
      () => search.cluster.health({ wait_for_nodes: '99', timeout: '2s' }, { requestTimeout: 50, maxRetries: 0 }),
      { ...late, cause: /TimeoutError/ },
    ],
    [
      'wrong version, no such index',
      () => search.search({ index: `${index}_none` }),
      { ...migrate, cause: /index_not_found/ },
    ],
    [
      'wrong version, a mapping without a field',
      () => search.search({ index, sort: ['colour'] }),
      { ...migrate, cause: /No mapping found/ },
    ],
    [
      'wrong version, a field of another type',
      () => search.search({ index, aggs: { t: { terms: { field: 't' } } } }),
      { ...migrate, cause: /Text fields are not|Fielddata/ },
    ],
    [
      'wrong version, a mapping that takes no such field',
      () => search.index({ index, document: { colour: 'red' } }),
      { ...migrate, cause: /strict_dynamic/ },
    ],
  ])('%s', (_kind, act, expected) => expectFault('elasticsearch', act, expected));

  it('refused right: an index that is blocked', async () => {
    await search.indices.putSettings({ index, settings: { 'blocks.read': true } });
    await expectFault('elasticsearch', () => search.search({ index }), {
      code: 'SERVICE_UNAVAILABLE',
      level: 'error',
      hint: /blocked/,
      cause: /cluster_block_exception/,
    });
  });
});
