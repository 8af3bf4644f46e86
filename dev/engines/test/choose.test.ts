import { describe, expect, it } from 'vitest';
import { chooseEngines, urlsOf } from '../src/choose.ts';

const GIVEN = {
  USERS_DATABASE_URL: 'postgresql://db/users',
  ORDERS_DATABASE_URL: 'postgresql://db/orders',
  CATALOG_MONGODB_URL: 'mongodb://a,b,c/catalog?replicaSet=rs0',
  REDIS_URL: 'redis://cache',
  ELASTICSEARCH_URL: 'https://user:secret@search',
};

describe('which engines are started', () => {
  it('is none where every one has a URL', () => {
    expect(chooseEngines(GIVEN)).toEqual({ given: GIVEN, missing: [] });
  });

  it('is each one without a URL, also an empty one', () => {
    expect(chooseEngines({ ...GIVEN, REDIS_URL: '', CATALOG_MONGODB_URL: undefined }).missing).toEqual([
      'mongodb',
      'redis',
    ]);
  });

  it('is PostgreSQL where one of its two URLs is missing, and the other one still wins', () => {
    const { given, missing } = chooseEngines({ ...GIVEN, USERS_DATABASE_URL: '' });
    expect(missing).toEqual(['postgres']);
    expect(urlsOf(given, { postgres: 'postgresql://postgres@127.0.0.1:1/postgres' })).toMatchObject({
      USERS_DATABASE_URL: 'postgresql://postgres@127.0.0.1:1/quartet_users',
      ORDERS_DATABASE_URL: 'postgresql://db/orders',
    });
  });

  it.each(['docker', 'embedded'])('is all of them when %s is forced', (forced) => {
    expect(chooseEngines({ ...GIVEN, QUARTET_ENGINES: forced })).toEqual({
      given: {},
      missing: ['postgres', 'mongodb', 'redis', 'elasticsearch'],
      forced,
    });
  });
});

it('lets the cache follow Redis, unless it has a URL of its own', () => {
  expect(urlsOf(GIVEN, {}).REDIS_CACHE_URL).toBe('redis://cache');
  expect(urlsOf({ ...GIVEN, REDIS_CACHE_URL: 'redis://other' }, {}).REDIS_CACHE_URL).toBe('redis://other');
  const { REDIS_URL: _, ...rest } = GIVEN;
  expect(urlsOf(rest, { redis: 'redis://a', 'redis-cache': 'redis://b' }).REDIS_CACHE_URL).toBe('redis://b');
});

it('gives the MongoDB URL its database before the options', () => {
  const { CATALOG_MONGODB_URL: _, ...rest } = GIVEN;
  expect(urlsOf(rest, { mongodb: 'mongodb://127.0.0.1:1/?directConnection=true' }).CATALOG_MONGODB_URL).toBe(
    'mongodb://127.0.0.1:1/quartet_catalog?directConnection=true',
  );
});

it('refuses a URL of another kind and an unknown way, by the setting name', () => {
  expect(() => chooseEngines({ REDIS_URL: 'http://cache' })).toThrow(
    'REDIS_URL has to start with redis:// or rediss://',
  );
  expect(() => chooseEngines({ QUARTET_ENGINES: 'magic' })).toThrow("QUARTET_ENGINES is 'magic'");
});
