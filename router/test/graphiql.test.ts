import { afterEach, describe, expect, it } from 'vitest';
import { demoLogins } from '../../dev/demo/src/data/people.ts';
import { type Router, readRouterEnv, startRouter } from '../src/index.ts';
import { fakeGraph, flagship, log, supergraphSdl } from './fake-graph.ts';

let router: Router | undefined;
afterEach(() => router?.stop());

async function open(
  env: Record<string, string> = {},
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  router = await startRouter({
    env: readRouterEnv({ PORT: '0', ...env }),
    transports: fakeGraph().transports,
    supergraphSdl,
    jwks: () => Promise.resolve({ keys: [] }),
    checks: {},
    log,
  });
  const { url } = router;
  return (path, init) => fetch(new URL(path, url), init);
}

const settingsOf = async (get: (path: string) => Promise<Response>) =>
  (await (await get('/graphiql/settings.json')).json()) as any;

/** The files that the page names, and those of the editor's workers. */
async function filesOf(get: (path: string) => Promise<Response>): Promise<string[]> {
  const page = await (await get('/graphiql')).text();
  const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => String(file));
  const { workers } = await settingsOf(get);
  return [...named, ...Object.values(workers as Record<string, string>).map((file) => `/graphiql/${file}`)];
}

describe('GraphiQL at /graphiql', () => {
  it('has every file that it needs on this server, and a policy that allows no other', async () => {
    const get = await open();
    const files = (await filesOf(get)).filter((file) => file !== 'data:,');
    expect(files).toHaveLength(7);
    for (const file of files) {
      expect(file).toMatch(/^\/graphiql\/[\w.]+$/);
      const response = await get(file);
      expect(response.status, file).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/(css|javascript); charset=utf-8$/);
      expect((await response.text()).length, file).toBeGreaterThan(100);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy, 'no address of anyone else').not.toMatch(/https?:|\*/);
    }
  });

  it('comes compressed, and not again where nothing has changed', async () => {
    const get = await open();
    const first = await get('/graphiql/graphiql.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(first.headers.get('content-encoding')).toBe('gzip');
    expect(Number(first.headers.get('content-length'))).toBeLessThan(2_000_000);
    const text = await first.text();
    const plain = await get('/graphiql/graphiql.js', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect((await plain.text()) === text, 'the same text').toBe(true);
    const again = await get('/graphiql/graphiql.js', {
      headers: { 'if-none-match': String(first.headers.get('etag')) },
    });
    expect(again.status).toBe(304);
    expect((await get('/graphiql/nothing.js')).status).toBe(404);
  });

  it('has the flagship, a search and a log-in prepared, with the demo accounts that the seed makes', async () => {
    const get = await open({ DEMO_LOGINS: JSON.stringify(demoLogins) });
    const { tabs, accounts } = await settingsOf(get);
    expect(tabs.map((tab: any) => tab.title)).toEqual(['Flagship', 'Search', 'LogIn']);
    expect(tabs[0].query).toBe(flagship);
    expect(accounts).toEqual(demoLogins.map(({ email, password, role }) => ({ email, password, role })));
    expect(JSON.parse(tabs[2].variables).input).toEqual({ email: accounts[0].email, password: accounts[0].password });
  });

  it('is where a browser goes that cannot load Apollo Sandbox', async () => {
    const get = await open();
    const page = await (await get('/graphql', { headers: { accept: 'text/html' } })).text();
    expect(page).toMatch(/<script src="https:[^"]+" onerror="location.replace\('\/graphiql'\)">/);
    expect(page).toContain('<a href="/graphiql">');
  });

  it.each([
    ['where LANDING_PAGE is false', { LANDING_PAGE: 'false' }],
    ['in production', { NODE_ENV: 'production' }],
  ])('is not there %s, nor is Apollo Sandbox', async (_, env) => {
    const get = await open(env);
    expect((await get('/graphiql')).status).toBe(404);
    expect((await get('/graphiql/graphiql.js')).status).toBe(404);
    expect(await (await get('/graphql', { headers: { accept: 'text/html' } })).text()).not.toMatch(/sandbox/i);
  });

  it.each([
    ['in production, also where the page is asked for', { NODE_ENV: 'production', LANDING_PAGE: 'true' }],
    ['where no demo data was written', {}],
  ])('names no account %s', async (_, env) => {
    const get = await open(env);
    expect((await get('/graphiql')).status).toBe(200);
    const settings = await (await get('/graphiql/settings.json')).text();
    expect(JSON.parse(settings).accounts).toEqual([]);
    for (const { email, password } of demoLogins) {
      expect(settings).not.toContain(email);
      expect(settings).not.toContain(password);
    }
  });

  it('production refuses to start where log-ins are to be offered', () => {
    expect(() => readRouterEnv({ NODE_ENV: 'production', DEMO_LOGINS: JSON.stringify(demoLogins) })).toThrow(
      'DEMO_LOGINS: names passwords, which production never shows',
    );
    expect(() => readRouterEnv({ DEMO_LOGINS: '[{"email": 1}]' })).toThrow('DEMO_LOGINS: must be a JSON list');
  });
});
