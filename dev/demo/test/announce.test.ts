import { demoCustomer } from '../src/index.ts';
import { expect, it } from 'vitest';
import { announceShop } from '../src/start/announce.ts';

const shop = { url: 'http://127.0.0.1:4000/graphql' };
const announce = (env: Record<string, string>, demo = true) =>
  announceShop({ shop, urls: { REDIS_URL: 'redis://127.0.0.1:6379' }, env, demo }).join('\n');

it('names only addresses that are served', () => {
  expect(announce({})).toMatch(/Apollo Sandbox .*4000\/graphql\nGraphiQL.*\/graphiql/);
  const inProduction = announce({ NODE_ENV: 'production' });
  expect(inProduction).toMatch(/^\nGraphQL +http:\/\/127\.0\.0\.1:4000\/graphql$/m);
  expect(inProduction).not.toMatch(/graphiql|Sandbox/i);
});

it('names the demo log-ins only where they were made', () => {
  expect(announce({})).toContain(demoCustomer.email);
  expect(announce({}, false)).not.toContain(demoCustomer.email);
});
