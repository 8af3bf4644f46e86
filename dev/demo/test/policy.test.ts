import { expect, it } from 'vitest';
import { demoPolicy } from '../src/index.ts';

const made = { postgres: 'embedded', mongodb: 'docker', redis: 'embedded', elasticsearch: 'embedded' } as const;
const own = { ...made, postgres: 'url', redis: 'url' } as const;

it('demo data goes into engines of our own making, and into others only where it is asked for', () => {
  expect(demoPolicy({ how: made, asked: false, nodeEnv: undefined })).toEqual({ allowed: true });
  expect(demoPolicy({ how: own, asked: true, nodeEnv: 'development' })).toEqual({ allowed: true });
  expect(demoPolicy({ how: own, asked: false, nodeEnv: undefined })).toEqual({
    allowed: false,
    why: 'postgres, redis are your own; --demo writes it all the same',
  });
});

it('never in production', () => {
  for (const nodeEnv of ['production', 'Production', 'prod']) {
    expect(demoPolicy({ how: made, asked: false, nodeEnv })).toMatchObject({ allowed: false });
  }
  expect(() => demoPolicy({ how: made, asked: true, nodeEnv: 'production' })).toThrow(/never written in production/);
});
