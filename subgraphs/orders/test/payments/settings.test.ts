import { describe, expect, it } from 'vitest';
import { readOrdersEnv } from '../../src/index.ts';

const read = (env: Record<string, string>) => {
  const { payments } = readOrdersEnv({ ORDERS_DATABASE_URL: 'postgres://x/y', REDIS_URL: 'redis://x', ...env });
  if (!payments) throw new Error('there are no settings of payments');
  return payments;
};
const SANDBOX = { PAYMENT_PROVIDER: 'sandbox', SANDBOX_PAYMENTS_URL: 'http://127.0.0.1:4010' };
const PRODUCTION = { NODE_ENV: 'production' };

describe('settings of payments', () => {
  it('none are needed: nothing can be paid then', () => {
    expect(read({}).PAYMENT_PROVIDER).toBeUndefined();
    expect(read(PRODUCTION).PAYMENT_PROVIDER).toBeUndefined();
  });

  it('the sandbox is for development', () => {
    expect(read(SANDBOX).PAYMENT_PROVIDER).toBe('sandbox');
    expect(() => read({ ...SANDBOX, ...PRODUCTION, SANDBOX_PAYMENTS_SECRET: 'a-secret-of-ours' })).toThrow(
      'ALLOW_SANDBOX_PAYMENTS=true',
    );
    const { PAYMENT_PROVIDER: _none, ...onlyUrl } = SANDBOX;
    expect(() => read({ ...onlyUrl, ...PRODUCTION })).toThrow('ALLOW_SANDBOX_PAYMENTS=true');
  });

  it('production takes it where that is said by name, with a secret of its own', () => {
    const named = { ...SANDBOX, ...PRODUCTION, ALLOW_SANDBOX_PAYMENTS: 'true' };
    expect(() => read(named)).toThrow('SANDBOX_PAYMENTS_SECRET');
    expect(read({ ...named, SANDBOX_PAYMENTS_SECRET: 'a-secret-of-ours' }).PAYMENT_PROVIDER).toBe('sandbox');
  });

  it.each([
    [{ PAYMENT_PROVIDER: 'sandbox' }, 'SANDBOX_PAYMENTS_URL'],
    [{ PAYMENT_PROVIDER: 'stripe' }, 'STRIPE_SECRET_KEY'],
    [{ PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_1' }, 'STRIPE_WEBHOOK_SECRETS'],
    [{ PAYMENT_PROVIDER: 'paypal' }, 'must be sandbox or stripe'],
  ])('%j is refused: %s', (env, problem) => {
    expect(() => read(env)).toThrow(problem);
  });

  it('Stripe may have two secrets of webhooks while one is being replaced', () => {
    const env = read({ PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_1', STRIPE_WEBHOOK_SECRETS: 'one, two' });
    expect(env.STRIPE_WEBHOOK_SECRETS).toEqual(['one', 'two']);
  });
});
