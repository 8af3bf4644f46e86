import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createHttpServer } from '../src/index.ts';
import type { HealthChecks } from '../src/index.ts';

const log = pino({ level: 'silent' });
let down = false;
const checks: HealthChecks = {
  fine: () => Promise.resolve(),
  shaky: () => (down ? Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432')) : Promise.resolve()),
};
const server = createHttpServer({ name: 'shop', log, checks });
const slow = createHttpServer({ name: 'slow', log, checks: { hanging: () => new Promise<void>(() => undefined) } });
afterAll(() => Promise.all([server.close(), slow.close()]));

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

test('a request keeps a sensible id and gets a new one otherwise', async () => {
  const kept = await server.inject({ url: '/health', headers: { 'x-request-id': 'from-the-router:1' } });
  expect(kept.headers['x-request-id']).toBe('from-the-router:1');
  const made = await server.inject({ url: '/health', headers: { 'x-request-id': 'bad id\u0001' } });
  expect(made.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
});
