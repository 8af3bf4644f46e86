import { expect, it } from 'vitest';
import { readRouterEnv } from '../src/env.ts';
import { readSubgraphUrls } from '../src/index.ts';

const env = {
  USERS_SUBGRAPH_URL: 'http://127.0.0.1:4001',
  ORDERS_SUBGRAPH_URL: 'http://a:1/, http://b:2/orders/',
  CATALOG_SUBGRAPH_URL: 'https://catalog',
  SEARCH_SUBGRAPH_URL: 'http://[::1]:4004',
};

it('knows all replicas of each subgraph', () => {
  expect(readSubgraphUrls(env)).toEqual({
    users: ['http://127.0.0.1:4001'],
    orders: ['http://a:1', 'http://b:2/orders'],
    catalog: ['https://catalog'],
    search: ['http://[::1]:4004'],
  });
});

it.each(['127.0.0.1:4001', 'ftp://a', 'http://a,', ',', 'redis://a,http://b'])(
  'refuses %s and names the setting',
  (text) => {
    expect(() => readSubgraphUrls({ ...env, USERS_SUBGRAPH_URL: text })).toThrow(
      /^These settings are wrong:\n {2}USERS_SUBGRAPH_URL: must be URLs such as/,
    );
  },
);

it.each(['search', 'search=', 'search=10', 'search=2s', 'a=100,b', '=100', 'a=200000'])(
  'refuses %s as time-outs of single subgraphs',
  (text) => {
    expect(() => readRouterEnv({ SUBGRAPH_TIMEOUTS_MS: text })).toThrow(
      'SUBGRAPH_TIMEOUTS_MS: must be like search=2000',
    );
  },
);
