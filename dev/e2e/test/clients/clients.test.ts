import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@quartet/service-kit';
import { type Browser, type Page, chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Probe, openProbe } from '../../src/index.ts';
import { type Question, askers } from './askers.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const there = existsSync(executablePath);
if (!there) console.warn(`Clients in a browser: skipped, there is no ${executablePath}; set CHROMIUM_PATH`);

/** The requests that the router answered, as its log tells them. */
const answered: { method: string; status: number }[] = [];
const log = createLogger({
  name: 'e2e',
  level: 'info',
  destination: {
    write(line) {
      const { msg, method, status } = JSON.parse(line) as { msg?: string; method: string; status: number };
      if (msg === 'request') answered.push({ method, status });
    },
  },
});

let probe: Probe;
beforeAll(async () => {
  probe = await openProbe(log);
  await probe.ask('mongodb', () => Promise.resolve([{ id: 'keyboards' }]));
});
afterAll(() => probe?.close());

type Asked = Omit<Question, 'url'>;
const query: Asked = {
  kind: 'query',
  text: 'query Asked($with: Boolean!) { categories { id @include(if: $with) } }',
  variables: { with: true },
  headers: {},
};
const mutation: Asked = {
  kind: 'mutation',
  text: 'mutation Asked($token: String!) { verifyEmail(token: $token) { __typename } }',
  variables: { token: 'x' },
  headers: {},
};
/** A header that no form can send, so that a browser asks first: a visitor's, as it was before the log-in. */
const withHeader = { ...query, headers: { authorization: 'Bearer ' } };

const cases = Object.keys(askers).flatMap((name) => [
  { name, what: 'a query', asked: query, data: { categories: [{ id: 'keyboards' }] } },
  { name, what: 'a query with a header', asked: withHeader, data: { categories: [{ id: 'keyboards' }] } },
  { name, what: 'a mutation', asked: mutation, data: { verifyEmail: null } },
]);

describe('in Node, with its default settings', () => {
  it.each(cases)('$name asks $what', async ({ name, asked, data }) => {
    expect(await askers[name]?.({ ...asked, url: probe.url })).toMatchObject(data);
  });

  it('urql asks by GET', async () => {
    answered.length = 0;
    await askers['urql']?.({ ...query, url: probe.url });
    await expect.poll(() => answered).toEqual([{ method: 'GET', status: 200 }]);
  });
});

describe.skipIf(!there)('in a browser, from a page of another origin', () => {
  let browser: Browser;
  let page: Page;
  const server = createServer((request, response) => {
    response.setHeader('content-type', request.url === '/askers.js' ? 'text/javascript' : 'text/html');
    response.end(request.url === '/askers.js' ? script : '<!doctype html><script src="/askers.js"></script>');
  });
  let script = '';

  beforeAll(async () => {
    const bundle = await rolldown({
      input: fileURLToPath(new URL('./askers.ts', import.meta.url)),
      platform: 'browser',
      logLevel: 'silent',
      transform: { define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' } },
    });
    const { output } = await bundle.generate({ format: 'iife', name: 'clients' });
    script = output[0].code;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // As root Chromium starts only without its sandbox; it opens nothing but our own page.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
  });
  afterAll(async () => {
    await browser?.close();
    server.close();
  });

  const askInPage = (name: string, question: Question) =>
    page.evaluate(`clients.askers[${JSON.stringify(name)}](${JSON.stringify(question)})`);

  it.each(cases)('$name asks $what', async ({ name, asked, data }) => {
    expect(await askInPage(name, { ...asked, url: probe.url })).toMatchObject(data);
  });

  it('reads why it is refused', async () => {
    const status = await page.evaluate(
      `fetch(${JSON.stringify(probe.url)}, { headers: { authorization: 'Bearer nonsense' } })
        .then(async (answer) => [answer.status, (await answer.json()).errors[0].extensions.code])`,
    );
    expect(status).toEqual([401, 'UNAUTHENTICATED']);
  });
});
