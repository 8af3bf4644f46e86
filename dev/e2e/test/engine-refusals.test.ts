import { waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, type Flagship, logIn, type LogLine, whatIsLost } from '../src/index.ts';
import { type Asked, openRefusableShop, type RefusableShop } from './refusable-shop.ts';

/*
 * Engines that are there and do not serve the shop: what its own queries answer, and what the operator reads. Which kinds
 * of errors there are, and how each is answered, is the table in engine-errors.test.ts.
 */

vi.setConfig({ testTimeout: 40_000 });

const AWAY = { code: 'SERVICE_UNAVAILABLE', message: /^This part of the shop is not available right now; please try/ };
const SLOW = { code: 'TIMEOUT', message: /^This took too long; please try again$/ };

let here: RefusableShop;
let whole: Flagship | null;

const flagship = () => here.flagship();
const command = (text: string) => sql.raw(text).execute(here.postgres.db);

async function refuseLogIn(role: string): Promise<void> {
  await command(`alter role "${role}" nologin`);
  await command(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`);
}

interface Loss {
  data: unknown;
  lost: string[];
  fault?: { code: string; message: RegExp };
  level: string;
  cause: RegExp;
  hint?: RegExp;
}

/** The whole answer: what is left, what is lost, in which words; and the cause in the log under the same request. */
async function expectLoss<T>(look: () => Promise<Asked<T>>, expected: Loss): Promise<void> {
  const isIt = (line: LogLine) =>
    line.level === expected.level && expected.cause.test(JSON.stringify(line)) && line.msg === 'a field failed';
  // At first it may be a connection that was cut off a moment ago.
  const { answer, log: found } = await waitUntil(
    async () => {
      const got = await look();
      return got.log.some(isIt) ? got : undefined;
    },
    { what: 'the fault' },
  );
  const { code, message } = expected.fault ?? AWAY;
  expect(answer.status).toBe(200);
  expect(answer.data).toEqual(expected.data);
  expect(whatIsLost(answer.errors)).toEqual([...expected.lost].sort());
  for (const error of answer.errors) {
    expect(error).toEqual({ message: expect.stringMatching(message), path: error.path, extensions: { code } });
  }
  const hint = found.find(isIt)?.['hint'];
  if (expected.hint) expect(hint).toMatch(expected.hint);
  else expect(hint).toBeUndefined();
}

/** Breaks something, checks, repairs it in any case, and checks that the shop is whole again. */
async function whileBroken(
  { breaking, repairing }: { breaking: () => Promise<unknown>; repairing: () => Promise<unknown> },
  look: () => Promise<void>,
) {
  await breaking();
  try {
    await look();
  } finally {
    await repairing();
  }
  await expectHealed();
}

/** Without anybody's help but the operator's. */
async function expectHealed(): Promise<void> {
  const { answer } = await waitUntil(
    async () => {
      const got = await flagship();
      return got.answer.errors.length === 0 ? got : undefined;
    },
    { what: 'an answer without faults' },
  );
  expect(answer.data).toEqual(whole);
}

beforeAll(async () => {
  here = await openRefusableShop();
  const { answer } = await flagship();
  expect(answer.errors).toEqual([]);
  whole = answer.data;
});

afterAll(() => here.close());

const withoutCustomer = () => ({ order: { ...whole?.order, customer: null } });
const withoutSearch = () => ({
  order: {
    ...whole?.order,
    items: whole?.order?.items.map((item) => {
      const product = item.variant?.product;
      const left = { ...product, similar: null, category: { ...product?.category, facets: null } };
      return { ...item, variant: { ...item.variant, product: left } };
    }),
  },
});
const SEARCH_FIELDS = ['category.facets', 'similar'].map((field) => `order.items.0.variant.product.${field}`);

describe('a refused log-in', () => {
  const refused = { level: 'error', hint: /^PostgreSQL refuses the log-in: check user and password/, cause: /28000/ };

  const of = (role: string) => ({
    breaking: () => refuseLogIn(role),
    repairing: () => command(`alter role "${role}" login`),
  });

  it('costs the fields of users, where PostgreSQL refuses users', () =>
    whileBroken(of(here.roles.users), () =>
      expectLoss(flagship, { ...refused, data: withoutCustomer(), lost: ['order.customer'] }),
    ));

  it('costs the order, where PostgreSQL refuses orders, whose workers say it once', async () => {
    const before = here.lines.length;
    await whileBroken(of(here.roles.orders), () =>
      expectLoss(flagship, { ...refused, data: { order: null }, lost: ['order'] }),
    );
    const complaints = here.lines.slice(before).filter(({ msg }) => msg.startsWith('outbox relay cannot publish'));
    expect(complaints.length).toBeLessThanOrEqual(1);
  });

  it('costs nothing where Redis refuses, and is an error in the log, once for each connection', async () => {
    const before = here.lines.length;
    const since = (msg: string) => here.lines.slice(before).filter((line) => line.msg === msg);
    await whileBroken(
      {
        breaking: async () => {
          await here.redis.call('ACL', 'SETUSER', here.roles.redis, 'off');
          await here.redis.call('CLIENT', 'KILL', 'USER', here.roles.redis);
        },
        repairing: () => here.redis.call('ACL', 'SETUSER', here.roles.redis, 'on'),
      },
      async () => {
        await waitUntil(() => since('Redis refuses us').length > 0, { what: 'the line in the log' });
        const { answer } = await flagship();
        expect(answer).toEqual({ status: 200, data: whole, errors: [] });
        await logIn(here.shop.url, here.ada); // throws where it fails
      },
    );
    for (const line of since('Redis refuses us')) {
      expect(line).toMatchObject({
        level: 'error',
        hint: 'Redis refuses the log-in: check user and password in the URL',
      });
    }
    await waitUntil(() => since('Redis is back').length >= since('Redis refuses us').length, {
      what: 'every connection',
    });
  });

  it('is never logged with its password', () => {
    expect(JSON.stringify(here.lines)).not.toContain(here.password);
  });
});

describe('another version of the database', () => {
  const migrate = { level: 'error', hint: /run npm run migrate$/ };

  it.each([
    [
      'without a table',
      'alter table orders rename to orders_of_tomorrow',
      'alter table orders_of_tomorrow rename to orders',
      /42P01/,
    ],
    [
      'without a column',
      'alter table orders rename column id to number_of_old',
      'alter table orders rename column number_of_old to id',
      /42703/,
    ],
  ])('of orders, %s, costs the order', async (_what, change, back, cause) => {
    await whileBroken({ breaking: () => command(change), repairing: () => command(back) }, () =>
      expectLoss(flagship, { ...migrate, cause, data: { order: null }, lost: ['order'] }),
    );
  });

  /** Lets the alias lead to another index, or to none. */
  async function whileAliasLeadsTo(other: string | undefined, look: () => Promise<void>): Promise<void> {
    const alias = here.shop.stack.search.db.names.products;
    const [index = ''] = Object.keys(await here.search.indices.getAlias({ name: alias }));
    const lead = (from: string | undefined, to: string | undefined) =>
      here.search.indices.updateAliases({
        actions: [
          ...(from === undefined ? [] : [{ remove: { index: from, alias } }]),
          ...(to === undefined ? [] : [{ add: { index: to, alias } }]),
        ],
      });
    await whileBroken({ breaking: () => lead(index, other), repairing: () => lead(other, index) }, look);
  }

  it('of search, without its index, costs facets and similar products', () =>
    whileAliasLeadsTo(undefined, () =>
      expectLoss(flagship, { ...migrate, cause: /index_not_found/, data: withoutSearch(), lost: SEARCH_FIELDS }),
    ));

  it.each([
    ['without a mapping', { dynamic: false }, /failed to find nested object/],
    ['with fields of other types', { properties: { variants: { type: 'object' } } }, /is not of nested type/],
    ['with keys of another type', { properties: { status: { type: 'date' } } }, /failed to parse date field/],
  ] as const)('of search, %s, costs facets and similar products', async (_what, mappings, cause) => {
    const index = `${here.engines.env.SEARCH_INDEX_PREFIX}_of_yesterday`;
    const settings = { number_of_replicas: 0, number_of_shards: 1 };
    await here.search.indices.create({ index, settings, mappings });
    try {
      await whileAliasLeadsTo(index, () =>
        expectLoss(flagship, { ...migrate, cause, data: withoutSearch(), lost: SEARCH_FIELDS }),
      );
    } finally {
      await here.search.indices.delete({ index });
    }
  });
});

describe('an engine that keeps the shop waiting', () => {
  it('is a time-out of PostgreSQL where a table is locked', async () => {
    await here.postgres.db.transaction().execute(async (holder) => {
      await sql`lock table orders in access exclusive mode`.execute(holder);
      const late = { fault: SLOW, level: 'warn', cause: /55P03/ };
      await expectLoss(flagship, { ...late, data: { order: null }, lost: ['order'] });
    });
    await expectHealed();
  });

  it('is given up by the router where MongoDB is mute, and heals when that speaks again', async () => {
    const pid = here.engines.controls.mongodb.pid();
    if (pid === undefined) throw new Error('MongoDB does not run');

    const look = () => here.ask<{ product: { name: string } | null }>(`{ product(slug: "tern-65") { name } }`);
    process.kill(pid, 'SIGSTOP');
    try {
      const { answer, log: found } = await look();
      expect(answer).toEqual({
        status: 200,
        data: { product: null },
        errors: [
          { message: 'This part of the answer took too long', path: ['product'], extensions: { code: 'TIMEOUT' } },
        ],
      });
      expect(found).toContainEqual(expect.objectContaining({ level: 'warn', msg: 'subgraph gave no answer in time' }));
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await waitUntil(async () => (await look()).answer.data?.product, { what: 'the product' });
  });
});

describe('what is an outcome, or the client’s own fault', () => {
  const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { __typename ... on RegistrationAccepted { message } } }`;
  const visitor = () => connect(here.shop.url);

  it('does not tell by its answer whether an address is taken', async () => {
    const answers = [];
    for (const email of ['somebody@example.org', 'somebody@example.org', here.ada.email]) {
      answers.push(await visitor().ask(REGISTER, { input: { email, password: 'one more string and a bow' } }));
    }
    expect(answers[0]).toMatchObject({ status: 200, data: { register: { __typename: 'RegistrationAccepted' } } });
    expect(answers[0]?.errors).toEqual([]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('names the value that cannot be taken', async () => {
    const input = { email: 'new@example.org', password: 'one more string and a bow', displayName: 'x'.repeat(101) };
    expect(await visitor().ask(REGISTER, { input })).toEqual({
      status: 200,
      data: { register: null },
      errors: [
        {
          message: expect.stringMatching(/^displayName: /),
          path: ['register'],
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    const [error] = (await visitor().ask(REGISTER, { input: { ...input, email: 'nobody' } })).errors;
    expect(error).toMatchObject({
      message: expect.stringMatching(/email.*nobody/i),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
