import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createHttpServer, type HealthChecks, operationsToken, operatorAccess } from '../src/index.ts';

const log = pino({ level: 'silent' });
let down = false;
const checks: HealthChecks = {
  fine: () => Promise.resolve(),
  shaky: () => (down ? Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432')) : Promise.resolve()),
};
const server = createHttpServer({ name: 'shop', log, checks, operators: 'open' });
const hanging = () => new Promise<void>(() => undefined);
const slow = createHttpServer({ name: 'slow', log, checks: { hanging }, operators: 'open' });
const closed = createHttpServer({ name: 'closed', log, checks });
const TOKEN = 'a-token-of-operators';
const guarded = createHttpServer({ name: 'guarded', log, checks, operators: { token: TOKEN } });
afterAll(() => Promise.all([server, slow, closed, guarded].map((one) => one.close())));

test('/health says that the process is alive', async () => {
  const answer = await server.inject('/health');
  expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }]);
});

test('/ready has each dependency with its latency, and tells nothing about hosts', async () => {
  down = false;
  const ready = await server.inject('/ready');
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toEqual({
    status: 'ready',
    dependencies: {
      fine: { ok: true, latencyMs: expect.any(Number) as number },
      shaky: { ok: true, latencyMs: expect.any(Number) as number },
    },
  });
  down = true;
  const unready = await server.inject('/ready');
  expect(unready.statusCode).toBe(503);
  expect(unready.json()).toMatchObject({
    status: 'not ready',
    dependencies: { fine: { ok: true }, shaky: { ok: false } },
  });
  expect(unready.body).not.toContain('10.0.0.7');
});

test('a dependency that does not answer is down after a second', async () => {
  const answer = await slow.inject('/ready');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ dependencies: { hanging: { ok: false, error: 'no answer' } } });
});

test('/metrics has the counter of database calls', async () => {
  const answer = await server.inject('/metrics');
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toContain('# TYPE quartet_database_calls_total counter');
});

test('without a token nobody reads the metrics, or what it is that is down', async () => {
  expect((await closed.inject('/metrics')).statusCode).toBe(404);
  const headers = { authorization: 'Bearer undefined' };
  expect((await closed.inject({ url: '/metrics', headers })).statusCode).toBe(404);
  down = true;
  const unready = await closed.inject('/ready');
  expect([unready.statusCode, unready.json()]).toEqual([503, { status: 'not ready' }]);
  down = false;
  expect((await closed.inject('/ready')).json()).toEqual({ status: 'ready' });
  expect((await closed.inject('/health')).statusCode).toBe(200);
});

test('with a token who shows it does', async () => {
  const ask = (url: string, authorization?: string) =>
    guarded.inject({ url, headers: { ...(authorization !== undefined && { authorization }) } });
  for (const wrong of [
    undefined,
    '',
    TOKEN,
    'Bearer',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Basic ${TOKEN}`,
  ]) {
    const answer = await ask('/metrics', wrong);
    expect(answer.statusCode).toBe(401);
    expect(answer.body).not.toContain('# TYPE');
    expect((await ask('/ready', wrong)).json()).toEqual({ status: 'ready' });
  }
  expect((await ask('/metrics', `Bearer ${TOKEN}`)).body).toContain('# TYPE');
  expect((await ask('/ready', `Bearer ${TOKEN}`)).json()).toHaveProperty('dependencies.fine');
});

test('the setting opens in development, closes in production, and is no short word', () => {
  expect(operatorAccess({})).toBe('open');
  expect(operatorAccess({ NODE_ENV: 'production' })).toBe('closed');
  expect(operatorAccess({ NODE_ENV: 'production', OPERATIONS_TOKEN: TOKEN })).toEqual({ token: TOKEN });
  expect(operationsToken.safeParse('short').success).toBe(false);
});

test('many who ask whether it is ready cause one check', async () => {
  let asked = 0;
  const busy = createHttpServer({
    name: 'busy',
    log,
    checks: { counted: () => Promise.resolve(void (asked += 1)) },
  });
  await Promise.all(Array.from({ length: 20 }, () => busy.inject('/ready')));
  expect(asked).toBeLessThan(20);
  await busy.close();
});

test('a request keeps a sensible id and gets a new one otherwise', async () => {
  const kept = await server.inject({ url: '/health', headers: { 'x-request-id': 'from-the-router:1' } });
  expect(kept.headers['x-request-id']).toBe('from-the-router:1');
  const made = await server.inject({ url: '/health', headers: { 'x-request-id': 'bad id\u0001' } });
  expect(made.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
});
