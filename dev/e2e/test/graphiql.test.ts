import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { demoLogins } from '@quartet/demo';
import { createLogger } from '@quartet/service-kit';
import { freshEnv } from '@quartet/test-kit';
import { registerVerified } from '@quartet/users';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop, seedCatalogue } from '../src/index.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const there = existsSync(executablePath);
if (!there) {
  console.warn(`GraphiQL in a browser: skipped, there is no ${executablePath}; install chromium or set CHROMIUM_PATH`);
}

const TALL = { width: 1440, height: 1000 };
/** Pictures for people are kept in this folder, where it is named. */
const { SCREENSHOTS } = process.env;

describe.skipIf(!there)('GraphiQL in a browser', () => {
  let shop: Shop;
  let browser: Browser;
  let page: Page;
  let number: string;
  const asked: string[] = [];
  const said: string[] = [];

  beforeAll(async () => {
    const env = await freshEnv();
    shop = await openShop({
      urls: env,
      env: { ...env, DEMO_LOGINS: JSON.stringify(demoLogins) },
      log: createLogger({ name: 'e2e' }),
    });
    await seedCatalogue(shop.stack);
    const settings = await fetch(new URL('/graphiql/settings.json', shop.url));
    const [account] = ((await settings.json()) as { accounts: { email: string; password: string }[] }).accounts;
    const who = { displayName: 'Ada Lovelace', role: 'CUSTOMER' } as const;
    const userId = await registerVerified(shop.stack.users.db, { ...account!, ...who });
    const customer = { userId, email: account!.email };
    await shop.order(customer, [{ sku: 'KVIST-MINI', quantity: 1 }]);
    ({ number } = await shop.order(customer, [{ sku: 'TERN-65-BLACK', quantity: 2 }]));
    // As root Chromium starts only without its sandbox; it opens nothing but our own page.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: TALL });
    page.setDefaultTimeout(60_000);
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });

  const picture = async (name: string) => {
    if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  };
  const run = () => page.getByRole('button', { name: 'Execute query' }).click();
  /** What a person reads: the editors show spaces that do not break, and only the lines that fit. */
  const textOf = async (place: Locator) => (await place.innerText()).replaceAll('\u00a0', ' ');
  const answer = () => textOf(page.locator('.result-window'));
  const answerBelow = async () => {
    await page.locator('.result-window').hover();
    await page.mouse.wheel(0, 200);
    return answer();
  };

  it('says why a log-in is refused', async () => {
    await page.goto(new URL('/graphiql', shop.url).href);
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('#said').filter({ hasText: /./ }).waitFor();
    await picture('refused');
    expect(await page.locator('#said').innerText()).toMatch(/address|password/i);
  });

  it('says before a log-in why the flagship has no order, and has an account of each role ready', async () => {
    await page.goto(new URL('/graphiql', shop.url).href);
    await page.getByText('The flagship needs a log-in').waitFor();
    const roles = page.getByLabel('Demo account');
    expect(
      await roles.locator('option').evaluateAll((all) => all.map((one) => (one as { label?: string }).label)),
    ).toEqual(['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE', 'ADMIN']);
    await roles.selectOption({ label: 'WAREHOUSE' });
    expect(await page.getByLabel('E-mail').inputValue()).toBe('warehouse@demo.quartet.example');
    expect(await page.getByLabel('Password').inputValue()).not.toBe('');
  });

  it('logs the demo customer in with a click, and runs the flagship for the newest order', async () => {
    await page.goto(new URL('/graphiql', shop.url).href);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText(`Ada Lovelace, newest order ${number}`).waitFor();
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await picture('signed-in');
    await run();
    await expect.poll(answer).toContain(`"number": "${number}"`);
    expect(await answer()).not.toContain('errors');
    await expect.poll(answerBelow).toContain('"facets": [');
    await expect.poll(answerBelow).toContain('"field": "attribute:keys"');
    await picture('flagship');
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Flagship', 'Search', 'LogIn']);
  });

  it('hides the log-in and the hint while the token is good', async () => {
    expect(await page.getByRole('button', { name: 'Log in' }).isVisible()).toBe(false);
    expect(await page.getByText('The flagship needs a log-in').isVisible()).toBe(false);
  });

  it('says by itself when the token ends, and offers the log-in again', async () => {
    await page.evaluate(`{
      const session = JSON.parse(sessionStorage.getItem('quartet:session'));
      const [head, payload, signature] = session.token.split('.');
      const claims = { ...JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))), exp: Date.now() / 1000 + 4 };
      session.token = [head, btoa(JSON.stringify(claims)), signature].join('.');
      sessionStorage.setItem('quartet:session', JSON.stringify(session));
    }`);
    await page.reload();
    await page.getByText('The log-in of Ada Lovelace has expired').waitFor();
    await picture('expired');
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@demo.quartet.example');
    expect(await page.getByRole('button', { name: 'Log out' }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText(`Ada Lovelace, newest order ${number}`).waitFor();
  });

  it('believes the router, not its clock, where a token is refused', async () => {
    await page.evaluate(`{
      const key = 'quartet:session';
      const session = JSON.parse(sessionStorage.getItem(key));
      const good = session.token;
      // One letter of the signature.
      session.token = good.slice(0, -10) + (good.at(-10) === 'A' ? 'B' : 'A') + good.slice(-9);
      for (const name of Object.keys(sessionStorage)) {
        sessionStorage.setItem(name, sessionStorage.getItem(name).replaceAll(good, session.token));
      }
      sessionStorage.setItem(key, JSON.stringify(session));
    }`);
    await page.reload();
    await page.getByText(`Ada Lovelace, newest order ${number}`).waitFor();
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    // Until GraphiQL has taken its tabs over again it may run nothing, or without the headers.
    const isRefused = async () => {
      await run();
      return page.getByText('The log-in of Ada Lovelace has expired').isVisible();
    };
    await expect.poll(isRefused, { interval: 1_000 }).toBe(true);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText(`Ada Lovelace, newest order ${number}`).waitFor();
  });

  it('has the token in the headers, in each tab, until the log-out', async () => {
    await page.getByRole('button', { name: 'Headers' }).click();
    const headers = page.locator('.graphiql-editor:not(.hidden)').filter({ hasText: 'Authorization' });
    await expect.poll(() => textOf(headers)).toContain('Bearer ey');
    await picture('headers');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    await run();
    await expect.poll(answer).toContain('"order": null');
  });

  it('searches without a log-in', async () => {
    await page.getByRole('tab', { name: 'Search' }).click();
    // It finds the operation's name a moment after the text has changed, and until then asks with the one before; it keeps
    // its tabs after that.
    const kept = () => page.evaluate(`window.sessionStorage.getItem('graphiql:tabState')`);
    await expect.poll(kept).toContain('"activeTabIndex":1');
    await run();
    await expect.poll(answer).toContain('searchProducts');
    await picture('search');
  });

  it('asks nobody but this server, and its policy forbids nothing that it needs', () => {
    const { origin } = new URL(shop.url);
    const foreign = asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'));
    expect(asked.length).toBeGreaterThan(10);
    expect(foreign).toEqual([]);
    // The browser's own words for the token that the router refused above.
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter((line) => !line.includes('401'))).toEqual([]);
  });
});
