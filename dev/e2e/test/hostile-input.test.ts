import { Writable } from 'node:stream';
import { ERROR_CODES, createLogger } from '@quartet/service-kit';
import { supergraphSdl } from '@quartet/schema';
import { freshEnv } from '@quartet/test-kit';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type AnswerError,
  type Client,
  type Shop,
  connect,
  openShop,
  seedCatalogue,
} from '../src/index.ts';
import { type Hostile, hostileValues, placesOf } from './hostile-values.ts';

/** Lines that report a fault of the shop, or hold a stack: no request may cause them. */
const alarms: string[] = [];
const watched = new Writable({
  write(chunk: Buffer, _encoding, done) {
    const line = chunk.toString();
    const { level } = JSON.parse(line) as { level: string };
    if (level === 'error' || (level === 'info' && line.includes('"stack"'))) alarms.push(line);
    done();
  },
});

let shop: Shop;
let visitor: Client;
let admin: Client;

beforeAll(async () => {
  const env = await freshEnv();
  const log = createLogger({ name: 'e2e', level: 'info', destination: watched });
  shop = await openShop({ urls: env, env: { ...env }, log });
  await seedCatalogue(shop.stack);
  const grace = await shop.person('Grace', 'ADMIN');
  visitor = connect(shop.url);
  admin = grace.client;
  await shop.order(grace, [{ sku: 'KVIST-MINI', quantity: 1 }]);
  await shop.order(grace, [{ sku: 'KVIST-MINI', quantity: 1 }]);
});
afterAll(() => shop?.close());
beforeEach(() => void (alarms.length = 0));

/** On a busy machine a part of the shop may be late: that alone is asked again. */
async function ask(client: Client, query: string, variables: Record<string, unknown>): Promise<Answer<unknown>> {
  const late = ({ extensions }: AnswerError) => ['SERVICE_UNAVAILABLE', 'TIMEOUT'].includes(String(extensions?.code));
  let answer = await client.ask<unknown>(query, variables);
  for (let again = 0; again < 3 && answer.errors.some(late); again += 1) answer = await client.ask(query, variables);
  return answer;
}

function expectNoFault(answer: Answer<unknown>, what: string): void {
  for (const { message, extensions } of answer.errors) {
    const code = extensions?.code ?? 'none';
    expect(ERROR_CODES, `${what}: ${message}`).toContain(code);
    expect(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'TIMEOUT'], `${what}: ${message}`).not.toContain(code);
    if (code !== 'BAD_USER_INPUT') continue;
    expect(message, what).not.toBe('A value is not valid');
  }
  expect(alarms, what).toEqual([]);
}

/** Every value in the long form (HOSTILE_VALUES=all); else a few of each, others in each run. */
const SAMPLE = 8;
const seed = Number(process.env['HOSTILE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const again = `HOSTILE_SEED=${seed}`;
function sample<T>(values: readonly T[]): T[] {
  if (process.env['HOSTILE_VALUES'] === 'all') return [...values];
  return (
    fc.sample(fc.shuffledSubarray([...values], { minLength: Math.min(SAMPLE, values.length), maxLength: SAMPLE }), {
      numRuns: 1,
      seed,
    })[0] ?? []
  );
}

const show = (value: unknown) => (JSON.stringify(value) ?? 'undefined').slice(0, 80);

describe('every argument of the graph, with values that nobody would send', { timeout: 300_000 }, () => {
  const places = placesOf(supergraphSdl());

  it('are found in the schema', () => {
    const names = places.map(({ name }) => name);
    for (const known of ['order.id', 'products.filter.minRating', 'searchProducts.query', 'login.input.email']) {
      expect(names).toContain(known);
    }
    expect(names.some((name) => name.endsWith('.similar.first'))).toBe(true);
    expect(names.some((name) => name.endsWith('.orders.after'))).toBe(true);
  });

  it.each(places.map((place) => ({ ...place })))(
    '$name never fails on our side',
    async ({ type, sensible, ask: questionFor }) => {
      // An administrator may see and filter more than a visitor, and is not the account that logs in.
      const asked = (hostile: Hostile) => {
        const { query, variables } = questionFor(hostile);
        return ask(query.startsWith('mutation') ? visitor : admin, query, variables);
      };
      const answer = await asked(sensible);
      expectNoFault(answer, `${type} ${String(sensible.literal)}`);
      expect(answer.data, `the question itself is sound: ${JSON.stringify(answer)}`).not.toBeNull();
      for (const hostile of sample(hostileValues(type))) {
        expectNoFault(await asked(hostile), `${type} ${show(hostile.value ?? hostile.literal)}, ${again}`);
      }
    },
  );
});

describe('a cursor of each list, changed in each of its values', { timeout: 300_000 }, () => {
  const SORTS = ['NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'RATING', 'NAME', 'RELEVANCE', 'POPULARITY'];
  const price = '{ price: { min: 1, currency: "EUR" } }';
  const lists = [
    ...SORTS.slice(0, 5).map((sort) => `products(sort: ${sort}, first: 1, after: $after) { pageInfo { endCursor } }`),
    ...SORTS.map((sort) => `searchProducts(sort: ${sort}, first: 1, after: $after) { pageInfo { endCursor } }`),
    'searchProducts(query: "mouse", first: 1, after: $after) { pageInfo { endCursor } }',
    `searchProducts(sort: PRICE_ASC, filter: ${price}, first: 1, after: $after) { pageInfo { endCursor } }`,
    'me { orders(first: 1, after: $after) { pageInfo { endCursor } } }',
  ];
  const others: unknown[] = [
    null,
    true,
    0,
    -1,
    1.5,
    1e308,
    -1e308,
    2 ** 53,
    '',
    'x',
    '\0',
    '\ud800',
    'x'.repeat(1_500),
    [],
    [1],
    {},
    { $gt: '' },
    '2026-13-45T99:99:99Z',
    '-271821-04-20T00:00:00.000Z',
    '+275760-09-13T00:00:00.000Z',
    'NaN',
  ];
  const encode = (values: unknown) =>
    Buffer.from(typeof values === 'string' ? values : JSON.stringify(values)).toString('base64url');

  it.each(lists)('%s', async (list) => {
    const page = (after: unknown) => ask(admin, `query ($after: String) { ${list} }`, { after });
    const first = await page(null);
    const end = /"endCursor":"([^"]+)"/.exec(JSON.stringify(first.data))?.[1];
    expect(end, JSON.stringify(first)).toBeDefined();
    const values = JSON.parse(Buffer.from(String(end), 'base64url').toString()) as unknown[];
    const changed = [
      ...values.flatMap((_, at) => others.map((other) => encode(values.with(at, other)))),
      encode(values.slice(1)),
      encode(values.slice(0, -1)),
      encode([...values, 1]),
      encode([]),
      encode({}),
      encode('null'),
      encode('["a",1e999]'),
      encode('{'),
      String(end).slice(0, -2),
      `${String(end)}AAAA`,
      `\0${String(end)}`,
      '',
      ' ',
      '%00',
      '=',
      'x'.repeat(3_000),
    ];
    for (const after of sample(changed)) {
      const answer = await page(after);
      expectNoFault(answer, `${Buffer.from(after, 'base64url').toString().slice(0, 100)}, ${again}`);
      for (const { message } of answer.errors) expect(message).toMatch(/after/);
    }
  });
});
